/* PTRACE_ATTACH: "addr and data are ignored" */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_as("tracee", sleep_forever);

	TRY(PTRACE_ATTACH, tracee, 123, PTRACE_O_TRACESYSGOOD);
	show_wait(tracee, 0);
	TRY(PTRACE_DETACH, tracee, 123, 0);
	kill_and_reap(tracee);
}
