/*
 * "If the PTRACE_O_TRACEEXEC option is not in effect, all successful calls to
 * execve(2) by the traced process will cause it to be sent a SIGTRAP signal."
 */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = fork_as("tracee");

	if (tracee == 0) {
		DO(PTRACE_TRACEME, 0, 0, 0);
		exec_exit(3);
	}
	show_wait(tracee, 0);
	show_siginfo(tracee);
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, 0);
}
