/* A group that is exiting already takes no SIGKILL: the task stays in its PTRACE_EVENT_EXIT. */
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
	kill(tracee, SIGKILL);
	show_wait(tracee, WNOHANG);
	say("message: %s", status_text(event_message(tracee)));
	TRY(PTRACE_KILL, tracee, 0, 0);
	say("message: %s", status_text(event_message(tracee)));
	resume(PTRACE_CONT, tracee, 0);
}
