/* So does one whose tracee somebody else kills. */
#include "scenario.h"

SCENARIO
{
	pid_t tracer = getpid(), helper;
	pid_t tracee = start_traced(sleep_forever);

	DO(PTRACE_CONT, tracee, 0, 0);
	helper = fork_as("helper");
	if (helper == 0) {
		await_call(tracer, SYS_wait4);
		kill(tracee, SIGKILL);
		_exit(0);
	}
	show_wait(tracee, 0);
	show_wait(helper, 0);
}
