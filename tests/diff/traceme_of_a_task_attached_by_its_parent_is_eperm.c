/* PTRACE_TRACEME fails with EPERM if the parent has attached already. */
#include "scenario.h"

static void body(void)
{
	say("tracee: asks to be traced");
	TRY(PTRACE_TRACEME, 0, 0, 0);
	_exit(5);
}

SCENARIO
{
	pid_t tracee = start_seized(body, 0);

	show_wait(tracee, 0);
}
