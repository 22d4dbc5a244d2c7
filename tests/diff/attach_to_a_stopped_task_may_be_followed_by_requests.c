/* PTRACE_ATTACH "does not wait for the tracee to stop", but if it has stopped already, it waits
 * until that is a ptrace-stop: ptrace_attach() and JOBCTL_TRAPPING. */
#include "scenario.h"

enum { TIMES = 10 };

SCENARIO
{
	int i, attached = 0, seized = 0;

	for (i = 0; i < TIMES; i++) {
		pid_t tracee = start_as("tracee", sleep_forever);
		bool seize = i % 2;

		kill(tracee, SIGSTOP);
		must(waitpid(tracee, NULL, WUNTRACED) == tracee);
		DO(seize ? PTRACE_SEIZE : PTRACE_ATTACH, tracee, 0, 0);
		*(seize ? &seized : &attached) +=
			ptrace_call(PTRACE_SETOPTIONS, tracee, 0, 0) == 0;
		kill_and_reap(tracee);
	}
	say("attached: %d, seized: %d", attached, seized);
}
