/* A parent may sleep in waitpid(2) before its child becomes its tracee. */
#include "scenario.h"

SCENARIO
{
	pid_t tracer = getpid();
	pid_t tracee = fork_as("tracee");

	if (tracee == 0) {
		await_call(tracer, SYS_wait4);
		say("tracee: the parent sleeps");
		DO(PTRACE_TRACEME, 0, 0, 0);
		signal_self(SIGSTOP);
		_exit(7);
	}
	show_wait(tracee, 0);
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, 0);
}
