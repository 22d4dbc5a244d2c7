/* A SIGSEGV that passes the tracer unchanged keeps its si_code and si_addr. */
#include "scenario.h"

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)context;
	say("tracee: handler of %s: %s %p", signal_name(sig), info_text(info),
	    info->si_addr);
	_exit(3);
}

static void body(void)
{
	handle(SIGSEGV, handler, 0);
	*(volatile int *)16 = 1;
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, SIGSEGV);
}
