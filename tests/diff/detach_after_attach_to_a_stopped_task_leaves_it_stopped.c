/* What was stopped before the attach is stopped after the detach. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_as("tracee", sleep_forever);

	kill(tracee, SIGSTOP);
	show_wait(tracee, WUNTRACED);
	TRY(PTRACE_SEIZE, tracee, 0, 0);
	show_wait(tracee, 0);
	TRY(PTRACE_DETACH, tracee, 0, 0);
	await_stopped(tracee);
	say("stopped again");
	kill(tracee, SIGCONT);
	show_wait(tracee, WCONTINUED);
	kill(tracee, SIGKILL);
	show_wait(tracee, 0);
}
