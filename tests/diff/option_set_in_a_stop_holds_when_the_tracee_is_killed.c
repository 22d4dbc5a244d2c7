/* PTRACE_SETOPTIONS takes effect at once: PTRACE_EVENT_EXIT is reported of a tracee that is
 * killed in the very stop. */
#include "scenario.h"

static void body(void)
{
	sleep_forever();
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEEXIT);
	must(kill(tracee, SIGKILL) == 0);
	show_wait(tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
}
