/* A seized tracee without PTRACE_O_TRACEEXEC gets no SIGTRAP by execve(2). */
#include "scenario.h"

static void body(void)
{
	exec_exit(4);
}

SCENARIO
{
	pid_t tracee = start_seized(body, 0);

	show_wait(tracee, 0);
	tracee = start_seized(body, PTRACE_O_TRACEEXEC);
	show_wait(tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
}
