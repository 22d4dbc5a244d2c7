/* Signals that wait for a stopped task are seen by whoever attaches. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_as("tracee", sleep_forever);
	int status;

	kill(tracee, SIGSTOP);
	show_wait(tracee, WUNTRACED);
	kill(tracee, SIGUSR1);
	kill(tracee, SIGUSR2);
	TRY(PTRACE_ATTACH, tracee, 0, 0);
	do {
		status = show_wait(tracee, 0);
		show_siginfo(tracee);
		DO(PTRACE_CONT, tracee, 0, 0);
	} while (WSTOPSIG(status) != SIGUSR2);
	kill_and_reap(tracee);
}
