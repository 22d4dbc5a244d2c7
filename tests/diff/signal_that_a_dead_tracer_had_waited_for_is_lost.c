/* The tracer has taken the report of a signal and dies: the signal goes with it. */
#include "scenario.h"

SCENARIO
{
	struct gate go = gate_new();
	pid_t child = fork_as("child"), tracer;

	if (child == 0) {
		gate_pass(&go);
		signal_self(SIGTERM);
		_exit(2);
	}
	name_task(getpid(), "parent");
	tracer = fork_as("tracer");
	if (tracer == 0) {
		DO(PTRACE_SEIZE, child, 0, 0);
		gate_open(&go);
		show_wait(child, 0);
		_exit(0);
	}
	show_wait(tracer, 0);
	show_wait(child, 0);
}
