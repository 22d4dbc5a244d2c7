/* PTRACE_SEIZE: "addr must be zero. data contains a bit mask of ptrace options" */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_as("tracee", sleep_forever);

	TRY(PTRACE_SEIZE, tracee, 1, 0);
	TRY(PTRACE_SEIZE, tracee, 0, 0x10000000);
	TRY(PTRACE_SEIZE, tracee, 0, -1);
	TRY(PTRACE_SEIZE, tracee, 0, 0x100);
	TRY(PTRACE_SEIZE, 0, 1, 0);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	TRY(PTRACE_SEIZE, tracee, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
	kill_and_reap(tracee);
}
