/* The SIGTRAP of an exec when SIGTRAP is ignored: the tracer sees it, and it does nothing. */
#include "scenario.h"

static void body(void)
{
	signal(SIGTRAP, SIG_IGN);
	exec_exit(4);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, SIGTRAP);
}
