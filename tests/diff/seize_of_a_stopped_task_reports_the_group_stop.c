/* A seized task that was stopped by a signal reports that as a group-stop at once. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_as("tracee", sleep_forever);

	own_group(tracee);
	kill(tracee, SIGTSTP);
	show_wait(tracee, WUNTRACED);
	TRY(PTRACE_SEIZE, tracee, 0, 0);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	TRY(PTRACE_LISTEN, tracee, 0, 0);
	show_wait(tracee, WNOHANG);
	kill(tracee, SIGCONT);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	kill_and_reap(tracee);
}
