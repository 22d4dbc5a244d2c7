/* The same for a tracee that is not the tracer's child: it and the parent have one report between them. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_as("tracee", sleep_forever), tracer;

	name_task(getpid(), "parent");
	await_call(tracee, SYS_pause);
	tracer = fork_as("tracer");
	if (tracer == 0) {
		DO(PTRACE_SEIZE, tracee, 0, 0);
		kill(tracee, SIGSTOP);
		show_wait(tracee, 0);
		resume(PTRACE_CONT, tracee, SIGSTOP);
		TRY(PTRACE_LISTEN, tracee, 0, 0);
		kill(tracee, SIGCONT);
		show_wait(tracee, 0);
		show_wait(tracee, WNOHANG | WCONTINUED);
		show_wait(tracee, WNOHANG | WCONTINUED);
		_exit(0);
	}
	show_wait(tracer, 0);
	kill_and_reap(tracee);
}
