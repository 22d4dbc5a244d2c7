/* A signal given when resuming from a PTRACE_EVENT stop is not delivered. */
#include "scenario.h"

static void body(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	wait_quietly(pid);
	_exit(4);
}

SCENARIO
{
	pid_t tracee = start_traced(body), child;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEFORK);
	resume(PTRACE_CONT, tracee, 0);
	child = event_message(tracee);
	name_task(child, "child");
	show_wait(child, 0);
	TRY(PTRACE_DETACH, child, 0, 0);
	TRY(PTRACE_DETACH, tracee, 0, SIGTERM);
	show_wait(tracee, 0);
}
