/* SIG_IGN for SIGCHLD: stops are waited for as ever, and so is the end. */
#include "scenario.h"

static void body(void)
{
	signal_self(SIGUSR1);
	_exit(1);
}

SCENARIO
{
	pid_t tracee;

	signal(SIGCHLD, SIG_IGN);
	tracee = start_traced(body);
	DO(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, 0);
	DO(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, 0);
	signal(SIGCHLD, SIG_DFL);
}
