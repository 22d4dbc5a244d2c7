/* VFORK, the child's EXEC event, and with that VFORK_DONE of the parent, whose message is the child. */
#include "scenario.h"

static void body(void)
{
	pid_t child = vfork();

	if (child == 0) {
		exec_exit(3);
		_exit(1);
	}
	_exit(7);
}

SCENARIO
{
	pid_t tracee = start_traced(body), child;

	DO(PTRACE_SETOPTIONS, tracee, 0,
	   PTRACE_O_TRACEVFORK | PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACEEXEC);
	resume(PTRACE_CONT, tracee, 0);
	child = event_message(tracee);
	name_task(child, "child");
	show_wait(child, 0);
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, WNOHANG);
	resume(PTRACE_CONT, child, 0);
	say("message: %s", task_name(event_message(child)));
	show_wait(tracee, 0);
	say("message: %s", task_name(event_message(tracee)));
	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, child, 0);
}
