/* The same when the tracer ends between two steps. */
#include "scenario.h"

static struct gate leave;

static void body(void)
{
	gate_pass(&leave);
	_exit(22);
}

SCENARIO
{
	pid_t tracee, tracer;

	leave = gate_new();
	name_task(getpid(), "parent");
	tracee = start_as("tracee", body);
	await_call(tracee, SYS_read);
	tracer = fork_as("other tracer");
	if (tracer == 0) {
		attach(tracee);
		gate_open(&leave);
		resume(PTRACE_SINGLESTEP, tracee, 0);
		resume(PTRACE_SINGLESTEP, tracee, 0);
		_exit(0);
	}
	show_wait(tracer, 0);
	show_wait(tracee, 0);
}
