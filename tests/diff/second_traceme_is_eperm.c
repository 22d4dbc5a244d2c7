/* A task that is traced by its parent cannot ask for it again. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = fork_as("tracee");

	if (tracee == 0) {
		TRY(PTRACE_TRACEME, 0, 0, 0);
		TRY(PTRACE_TRACEME, 0, 0, 0);
		_exit(0);
	}
	show_wait(tracee, 0);
}
