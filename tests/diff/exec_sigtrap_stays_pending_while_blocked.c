/* As the SIGTRAP of an exec is an ordinary signal, a task that blocks it does not stop. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = fork_as("tracee");

	if (tracee == 0) {
		DO(PTRACE_TRACEME, 0, 0, 0);
		block_signal(SIG_BLOCK, SIGTRAP);
		exec_exit(3);
	}
	show_wait(tracee, 0);
}
