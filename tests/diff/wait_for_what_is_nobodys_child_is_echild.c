/* "ECHILD: the process specified by pid does not exist or is not a child of the calling process" */
#include "scenario.h"

SCENARIO
{
	struct gate ready = gate_new(), leave = gate_new();
	pid_t child = start_as("child", sleep_forever), other;

	other = fork_as("other");
	if (other == 0) {
		show_wait(child, 0);
		show_wait(getppid(), 0);
		show_wait(-1, __WALL);
		DO(PTRACE_SEIZE, child, 0, 0);
		show_wait(child, WNOHANG);
		DO(PTRACE_INTERRUPT, child, 0, 0);
		show_wait(-1, __WALL);
		DO(PTRACE_DETACH, child, 0, 0);
		show_wait(child, 0);
		show_wait(-1, 0);
		gate_open(&ready);
		gate_pass(&leave);
		_exit(0);
	}
	gate_pass(&ready);
	gate_open(&leave);
	show_wait(other, 0);
	show_wait(getpid(), 0);
	show_wait(1, 0);
	kill_and_reap(child);
}
