/* What strace sees of a handler: the call, the signal, the handler's calls, rt_sigreturn. */
#include "scenario.h"

static void handler(int sig)
{
	(void)sig;
	getppid();
}

static void body(void)
{
	signal(SIGUSR1, handler);
	kill(getpid(), SIGUSR1);
	geteuid();
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	trace_calls_to_the_end(tracee);
}
