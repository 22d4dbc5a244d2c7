/* "EPERM: the specified process ... is already being traced" */
#include "scenario.h"

SCENARIO
{
	pid_t first = start_traced_as("first", sleep_forever);
	pid_t second = start_seized_as("second", sleep_forever, 0);

	TRY(PTRACE_ATTACH, first, 0, 0);
	TRY(PTRACE_SEIZE, first, 0, 0);
	TRY(PTRACE_CONT, first, 0, 0);
	TRY(PTRACE_ATTACH, first, 0, 0);
	TRY(PTRACE_ATTACH, second, 0, 0);
	TRY(PTRACE_SEIZE, second, 0, 0);
	kill_and_reap(first);
	kill_and_reap(second);
	TRY(PTRACE_ATTACH, second, 0, 0);
}
