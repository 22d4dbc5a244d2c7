/* A signal without a handler that does nothing does not end a wait. */
#include "scenario.h"

SCENARIO
{
	pid_t tracer = getpid(), tracee, helper;

	tracee = start_traced(sleep_forever);
	DO(PTRACE_CONT, tracee, 0, 0);
	helper = fork_as("helper");
	if (helper == 0) {
		await_call(tracer, SYS_wait4);
		kill(tracer, SIGWINCH);
		kill(tracer, SIGURG);
		await_call(tracer, SYS_wait4);
		kill(tracee, SIGUSR2);
		_exit(0);
	}
	show_wait(tracee, 0);
	show_wait(helper, 0);
	kill_and_reap(tracee);
}
