/* A fork that nobody asked to hear of is invisible, and its child runs free. */
#include "scenario.h"

static void body(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		signal_self(SIGUSR1);
		_exit(1);
	}
	say("tracee: its child %s", status_text(wait_quietly(pid)));
	_exit(2);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
}
