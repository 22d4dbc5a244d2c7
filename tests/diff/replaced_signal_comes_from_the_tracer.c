/* "the tracer can cause a different signal to be delivered": its siginfo is made up. */
#include "scenario.h"

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)context;
	say("tracee: handler of %s: %s", signal_name(sig), info_text(info));
}

static void body(void)
{
	handle(SIGUSR1, handler, 0);
	handle(SIGUSR2, handler, 0);
	signal_self(SIGUSR1);
	signal_self(SIGUSR1);
	kill(getpid(), SIGUSR2);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, SIGUSR2);
	resume(PTRACE_CONT, tracee, SIGUSR1);
	resume(PTRACE_CONT, tracee, SIGUSR1);
}
