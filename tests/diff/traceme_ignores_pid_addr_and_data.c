/* "The pid, addr, and data arguments are ignored." */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = fork_as("tracee");

	if (tracee == 0) {
		long result = ptrace_call(PTRACE_TRACEME, 1, 0x1234, 0x5678);

		say("tracee: traceme with arguments = %s", result_text(result));
		signal_self(SIGUSR1);
		_exit(0);
	}
	show_wait(tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
}
