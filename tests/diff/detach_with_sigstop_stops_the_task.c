/* PTRACE_DETACH with SIGSTOP: what gdb does to leave a process stopped. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_as("tracee", sleep_forever);

	attach(tracee);
	TRY(PTRACE_DETACH, tracee, 0, SIGSTOP);
	show_wait(tracee, WUNTRACED);
	kill(tracee, SIGCONT);
	show_wait(tracee, WCONTINUED);
	kill_and_reap(tracee);
}
