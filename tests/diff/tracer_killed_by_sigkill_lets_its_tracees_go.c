/* The same however the tracer ends, and its sleep in wait is no hindrance. */
#include "scenario.h"

SCENARIO
{
	struct gate ready = gate_new();
	pid_t tracee = start_as("tracee", spin), tracer;

	name_task(getpid(), "parent");
	await_spinning();
	tracer = fork_as("tracer");
	if (tracer == 0) {
		DO(PTRACE_SEIZE, tracee, 0, 0);
		gate_open(&ready);
		show_wait(tracee, 0);
		_exit(0);
	}
	gate_pass(&ready);
	await_call(tracer, SYS_wait4);
	kill(tracer, SIGKILL);
	show_wait(tracer, 0);
	await_spinning();
	say("it spins");
	TRY(PTRACE_SEIZE, tracee, 0, 0);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	show_wait(tracee, 0);
	kill_and_reap(tracee);
}
