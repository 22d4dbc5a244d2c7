/* A task that has exited but was not reaped cannot be attached. */
#include "scenario.h"

SCENARIO
{
	pid_t zombie = fork_as("zombie");

	if (zombie == 0)
		_exit(2);
	show_waitid(P_PID, zombie, WEXITED | WNOWAIT);
	TRY(PTRACE_ATTACH, zombie, 0, 0);
	TRY(PTRACE_SEIZE, zombie, 0, 0);
	TRY(PTRACE_CONT, zombie, 0, 0);
	show_wait(zombie, 0);
}
