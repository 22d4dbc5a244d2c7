/* A tracer that has stepped and detaches leaves a program that runs on without a SIGTRAP. */
#include "scenario.h"

static void body(void)
{
	syscall(SYS_getppid);
	syscall(SYS_getuid);
	_exit(21);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	int i;

	for (i = 0; i < 3; i++)
		resume(PTRACE_SINGLESTEP, tracee, 0);
	TRY(PTRACE_DETACH, tracee, 0, 0);
	show_wait(tracee, 0);
}
