/* "Unlike PTRACE_ATTACH, PTRACE_SEIZE does not stop the process." */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_as("tracee", spin);

	await_spinning();
	TRY(PTRACE_SEIZE, tracee, 0, 0);
	await_spinning();
	show_wait(tracee, WNOHANG);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	TRY(PTRACE_DETACH, tracee, 0, 0);
	await_spinning();
	kill_and_reap(tracee);
}
