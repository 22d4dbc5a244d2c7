/* Detached at PTRACE_EVENT_EXIT, with a signal that comes too late, the task ends as it was to. */
#include "scenario.h"

static void body(void)
{
	_exit(12);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEEXIT);
	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_DETACH, tracee, 0, SIGTERM);
	show_wait(tracee, 0);
}
