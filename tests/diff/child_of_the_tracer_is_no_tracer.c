/* Tracees are not inherited by the tracer's children, who may neither request nor wait. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever), child;

	child = fork_as("child");
	if (child == 0) {
		TRY(PTRACE_CONT, tracee, 0, 0);
		TRY(PTRACE_DETACH, tracee, 0, 0);
		TRY(PTRACE_KILL, tracee, 0, 0);
		show_wait(tracee, WNOHANG);
		show_wait(-1, WNOHANG | __WALL);
		_exit(0);
	}
	show_wait(child, 0);
	TRY(PTRACE_SETOPTIONS, tracee, 0, 0);
	kill_and_reap(tracee);
}
