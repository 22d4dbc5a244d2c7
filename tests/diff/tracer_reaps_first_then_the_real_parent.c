/*
 * A tracer that is not the parent hears of the exit first; only when it has
 * waited, or detached, is the parent told.
 */
#include "scenario.h"

SCENARIO
{
	struct gate attached = gate_new(), go = gate_new();
	struct gate died = gate_new(), reap = gate_new(), reaped = gate_new();
	pid_t child = fork_as("child"), tracer;

	if (child == 0) {
		gate_pass(&go);
		_exit(11);
	}
	name_task(getpid(), "parent");
	tracer = fork_as("tracer");
	if (tracer == 0) {
		TRY(PTRACE_SEIZE, child, 0, 0);
		gate_open(&attached);
		show_waitid(P_PID, child, WEXITED | WNOWAIT);
		gate_open(&died);
		gate_pass(&reap);
		show_wait(child, 0);
		show_wait(child, 0);
		gate_open(&reaped);
		_exit(0);
	}
	gate_pass(&attached);
	gate_open(&go);
	gate_pass(&died);
	show_wait(child, WNOHANG);
	gate_open(&reap);
	gate_pass(&reaped);
	show_wait(child, 0);
	show_wait(tracer, 0);
}
