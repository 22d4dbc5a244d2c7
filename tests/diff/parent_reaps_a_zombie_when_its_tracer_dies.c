/* The exit of a tracer that has not waited for a dead tracee hands it to the parent. */
#include "scenario.h"

SCENARIO
{
	struct gate go = gate_new();
	pid_t child = fork_as("child"), tracer;

	if (child == 0) {
		gate_pass(&go);
		_exit(12);
	}
	name_task(getpid(), "parent");
	tracer = fork_as("tracer");
	if (tracer == 0) {
		TRY(PTRACE_SEIZE, child, 0, 0);
		gate_open(&go);
		show_waitid(P_PID, child, WEXITED | WNOWAIT);
		_exit(0);
	}
	show_wait(child, 0);
	show_wait(tracer, 0);
}
