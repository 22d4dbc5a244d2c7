/* A tracer that ends while its tracees are in PTRACE_EVENT_EXIT lets them end as they were to. */
#include "scenario.h"

static struct gate go;

static void body(void)
{
	gate_pass(&go);
	_exit(12);
}

SCENARIO
{
	pid_t tracee, tracer;

	go = gate_new();
	name_task(getpid(), "parent");
	tracee = start_as("tracee", body);
	await_call(tracee, SYS_read);
	tracer = fork_as("other tracer");
	if (tracer == 0) {
		DO(PTRACE_SEIZE, tracee, 0, PTRACE_O_TRACEEXIT);
		gate_open(&go);
		show_wait(tracee, 0);
		_exit(0);
	}
	show_wait(tracer, 0);
	show_wait(tracee, 0);
}
