/* "If the signal is blocked, signal-delivery-stop doesn't happen until the signal is unblocked" */
#include "scenario.h"

static void body(void)
{
	sigset_t pending;

	block_signal(SIG_BLOCK, SIGUSR1);
	signal_self(SIGUSR1);
	signal_self(SIGUSR1);
	sigpending(&pending);
	say("tracee: pending: %s", sigismember(&pending, SIGUSR1) ? "yes" : "no");
	block_signal(SIG_UNBLOCK, SIGUSR1);
	sigpending(&pending);
	say("tracee: pending: %s", sigismember(&pending, SIGUSR1) ? "yes" : "no");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
}
