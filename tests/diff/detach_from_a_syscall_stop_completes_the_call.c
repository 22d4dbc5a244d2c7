/* A detach at a syscall-enter-stop lets the call go ahead. */
#include "scenario.h"

static void body(void)
{
	say("tracee: written by a call that was detached from");
	_exit(3);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	TRY(PTRACE_DETACH, tracee, 0, 0);
	show_wait(tracee, 0);
}
