/* A tracer that sleeps in wait hears of the end of a running tracee, child or not. */
#include "scenario.h"

SCENARIO
{
	struct gate go = gate_new();
	pid_t child = fork_as("child"), tracer;

	if (child == 0) {
		gate_pass(&go);
		_exit(4);
	}
	name_task(getpid(), "parent");
	tracer = fork_as("tracer");
	if (tracer == 0) {
		DO(PTRACE_SEIZE, child, 0, 0);
		atomic_store(&shared->word[1], 1);
		show_wait(child, 0);
		show_wait(child, 0);
		_exit(0);
	}
	await_word(1, 1);
	await_call(tracer, SYS_wait4);
	gate_open(&go);
	show_wait(tracer, 0);
	show_wait(child, 0);
}
