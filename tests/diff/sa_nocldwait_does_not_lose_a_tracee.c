/* SA_NOCLDWAIT: the tracer's untraced children leave no zombie, its tracees are waited for. */
#include "scenario.h"

static void nothing(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
}

static void body(void)
{
	_exit(5);
}

SCENARIO
{
	pid_t tracee, plain;

	handle(SIGCHLD, nothing, SA_NOCLDWAIT | SA_RESTART);
	tracee = start_traced(body);
	plain = start_as("plain", body);
	await_gone(plain);
	show_wait(plain, WNOHANG);
	resume(PTRACE_CONT, tracee, 0);
	tracee = start_traced_as("second", body);
	TRY(PTRACE_DETACH, tracee, 0, 0);
	await_gone(tracee);
	show_wait(tracee, 0);
}
