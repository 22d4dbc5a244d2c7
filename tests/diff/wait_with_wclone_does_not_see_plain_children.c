/* A child with SIGCHLD is no clone child, unless it is a tracee. */
#include "scenario.h"

SCENARIO
{
	pid_t child = start_as("child", sleep_forever);
	pid_t tracee = start_traced(sleep_forever);

	show_wait(child, WNOHANG | __WCLONE);
	show_wait(tracee, WNOHANG | __WCLONE);
	DO(PTRACE_CONT, tracee, 0, 0);
	kill(tracee, SIGUSR1);
	show_wait(-1, __WCLONE);
	kill_and_reap(tracee);
	show_wait(-1, __WCLONE);
	kill_and_reap(child);
}
