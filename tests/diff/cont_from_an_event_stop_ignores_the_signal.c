/* The same for PTRACE_CONT, and for the group of events that are not signals. */
#include "scenario.h"

static void body(void)
{
	exec_exit(6);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT);
	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, SIGTERM);
	say("message %lx", event_message(tracee));
	resume(PTRACE_CONT, tracee, SIGTERM);
}
