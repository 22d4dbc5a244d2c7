/* "PTRACE_KILL: send the tracee a SIGKILL to terminate it." */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);

	TRY(PTRACE_KILL, tracee, 0, 0);
	show_wait(tracee, 0);
	TRY(PTRACE_KILL, tracee, 0, 0);
}
