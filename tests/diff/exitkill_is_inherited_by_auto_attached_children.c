/* All options are inherited, EXITKILL too: with the tracer goes the tracee's child as well. */
#include "scenario.h"

static void body(void)
{
	pid_t child = fork_as("child");

	if (child == 0)
		sleep_forever();
	atomic_store(&shared->word[1], child);
	sleep_forever();
}

SCENARIO
{
	struct gate seized = gate_new(), go = gate_new();
	pid_t tracee, tracer, child;

	must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0);
	name_task(getpid(), "parent");
	tracee = fork_as("tracee");
	if (tracee == 0) {
		gate_pass(&go);
		body();
	}
	tracer = fork_as("other tracer");
	if (tracer == 0) {
		DO(PTRACE_SEIZE, tracee, 0, PTRACE_O_EXITKILL | PTRACE_O_TRACEFORK);
		gate_open(&seized);
		show_wait(tracee, 0);
		child = event_message(tracee);
		show_wait(child, 0);
		DO(PTRACE_CONT, tracee, 0, 0);
		DO(PTRACE_CONT, child, 0, 0);
		while (atomic_load(&shared->word[1]) == 0)
			pause_briefly();
		_exit(0);
	}
	gate_pass(&seized);
	gate_open(&go);
	show_wait(tracer, 0);
	show_wait(tracee, 0);
	child = atomic_load(&shared->word[1]);
	show_wait(child, 0);
}
