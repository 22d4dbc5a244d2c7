/* "Any trap clears pending STOP trap; STOP trap clears NOTIFY": SIGCONT for a seized tracee, and
 * PTRACE_INTERRUPT, both in a stop of its, are told by one PTRACE_EVENT_STOP. */
#include "scenario.h"

static void body(void)
{
	signal_self(SIGUSR1);
}

SCENARIO
{
	pid_t tracee = start_seized(body, 0);

	expect_stop(tracee, SIGUSR1);
	must(kill(tracee, SIGCONT) == 0);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
}
