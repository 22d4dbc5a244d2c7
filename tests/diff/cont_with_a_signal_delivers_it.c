/* "If data is nonzero, it is interpreted as the number of a signal to be delivered" */
#include "scenario.h"

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)context;
	say("tracee: handler of %s: %s", signal_name(sig), info_text(info));
}

static void body(void)
{
	handle(SIGUSR1, handler, 0);
	signal_self(SIGUSR1);
	say("tracee: after the first");
	signal_self(SIGUSR1);
	say("tracee: after the second");
	signal_self(SIGUSR2);
	say("tracee: not reached");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, SIGUSR1);
	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, SIGUSR2);
}
