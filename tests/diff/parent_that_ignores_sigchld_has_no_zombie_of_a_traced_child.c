/* A stranger reaps first; a parent with SIG_IGN then never hears of the child. */
#include "scenario.h"

SCENARIO
{
	struct gate dead = gate_new(), go = gate_new();
	pid_t child, tracer;

	name_task(getpid(), "parent");
	child = start_as("child", sleep_forever);
	tracer = fork_as("tracer");
	if (tracer == 0) {
		DO(PTRACE_SEIZE, child, 0, 0);
		kill(child, SIGKILL);
		show_waitid(P_PID, child, WEXITED | WNOWAIT);
		gate_open(&dead);
		gate_pass(&go);
		show_wait(child, 0);
		gate_open(&dead);
		gate_pass(&go);
		_exit(0);
	}
	gate_pass(&dead);
	signal(SIGCHLD, SIG_IGN);
	show_wait(child, WNOHANG);
	gate_open(&go);
	gate_pass(&dead);
	show_wait(child, WNOHANG);
	signal(SIGCHLD, SIG_DFL);
	gate_open(&go);
	show_wait(tracer, 0);
}
