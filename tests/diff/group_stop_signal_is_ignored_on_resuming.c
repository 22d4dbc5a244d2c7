/* "Restarting from group-stop with a signal": none is injected. */
#include "scenario.h"

static void body(void)
{
	signal_self(SIGSTOP);
	_exit(3);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, SIGSTOP);
	resume(PTRACE_CONT, tracee, SIGTERM);
}
