/*
 * The usual beginning: TRACEME and raise(SIGSTOP), "which allows the parent to
 * observe our signal-delivery-stop".
 */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = fork_as("tracee");

	if (tracee == 0) {
		DO(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		say("tracee: runs on");
		_exit(6);
	}
	show_wait(tracee, 0);
	show_siginfo(tracee);
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, 0);
	show_wait(tracee, 0);
}
