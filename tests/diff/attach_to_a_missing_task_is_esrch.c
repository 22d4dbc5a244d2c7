/* "ESRCH: The specified process does not exist" */
#include "scenario.h"

SCENARIO
{
	pid_t gone = fork_as("gone");

	if (gone == 0)
		_exit(0);
	wait_quietly(gone);
	TRY(PTRACE_ATTACH, gone, 0, 0);
	TRY(PTRACE_SEIZE, gone, 0, 0);
	TRY(PTRACE_CONT, gone, 0, 0);
	TRY(PTRACE_ATTACH, 0, 0, 0);
	say("attach to -1: %s", result_text(ptrace_call(PTRACE_ATTACH, -1, 0, 0)));
	say("seize of 0: %s", result_text(ptrace_call(PTRACE_SEIZE, 0, 0, 0)));
	say("cont of -1: %s", result_text(ptrace_call(PTRACE_CONT, -1, 0, 0)));
}
