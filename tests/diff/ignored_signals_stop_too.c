/* A signal that is ignored, by choice or by default, is still shown to the tracer. */
#include "scenario.h"

static void body(void)
{
	signal(SIGTERM, SIG_IGN);
	signal_self(SIGTERM);
	signal_self(SIGCHLD);
	signal_self(SIGURG);
	signal_self(SIGCONT);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	int status = 0;

	do
		status = resume(PTRACE_CONT, tracee, status ? WSTOPSIG(status) : 0);
	while (WIFSTOPPED(status));
}
