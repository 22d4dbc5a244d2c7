/*
 * "When a (possibly multithreaded) process receives any signal except SIGKILL
 * ... it enters signal-delivery-stop" - whatever its disposition.
 */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);
	int sig, status;

	for (sig = 1; sig <= 64; sig++) {
		if (sig == SIGKILL || sig == 32 || sig == 33)
			continue;
		DO(PTRACE_CONT, tracee, 0, 0);
		kill(tracee, sig);
		status = wait_quietly(tracee);
		say("%s: %s", signal_name(sig), status_text(status));
	}
	DO(PTRACE_CONT, tracee, 0, 0);
	kill(tracee, SIGKILL);
	show_wait(tracee, 0);
}
