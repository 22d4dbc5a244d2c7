/* The SIGTRAP of an exec is a real signal: passed on, it does what SIGTRAP does. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = fork_as("tracee");

	if (tracee == 0) {
		DO(PTRACE_TRACEME, 0, 0, 0);
		exec_exit(3);
	}
	show_wait(tracee, 0);
	TRY(PTRACE_CONT, tracee, 0, SIGTRAP);
	show_wait(tracee, 0);
}
