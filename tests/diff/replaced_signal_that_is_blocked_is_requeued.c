/* A signal injected while it is blocked waits, and then is reported again. */
#include "scenario.h"

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)context;
	say("tracee: handler of %s: %s", signal_name(sig), info_text(info));
}

static void body(void)
{
	handle(SIGUSR2, handler, 0);
	block_signal(SIG_BLOCK, SIGUSR2);
	signal_self(SIGUSR1);
	say("tracee: unblocks");
	block_signal(SIG_UNBLOCK, SIGUSR2);
	say("tracee: unblocked");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, SIGUSR2);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, SIGUSR2);
}
