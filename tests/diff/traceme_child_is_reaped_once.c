/* A tracee that is also a child is one child to wait(2). */
#include "scenario.h"

static void body(void)
{
	_exit(9);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	TRY(PTRACE_CONT, tracee, 0, 0);
	show_wait(-1, __WALL);
	show_wait(-1, __WALL);
	show_wait(tracee, __WALL);
	TRY(PTRACE_CONT, tracee, 0, 0);
}
