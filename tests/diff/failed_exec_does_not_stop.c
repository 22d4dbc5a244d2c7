/* "all *successful* calls to execve(2)": one that fails is not reported. */
#include "scenario.h"

static void body(void)
{
	char *argv[] = { (char *)"nothing", NULL };

	execv("/nonexistent/program", argv);
	say("tracee: execve: %s", error_name(errno));
	_exit(4);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEEXEC);
	resume(PTRACE_CONT, tracee, 0);
}
