/* "If data is zero, then the signal is suppressed." */
#include "scenario.h"

static void handler(int sig)
{
	say("tracee: handler of %s", signal_name(sig));
}

static void body(void)
{
	signal(SIGUSR1, handler);
	signal_self(SIGUSR1);
	signal_self(SIGTERM);
	signal_self(SIGSTOP);
	signal_self(SIGTSTP);
	say("tracee: nothing happened");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	while (WIFSTOPPED(resume(PTRACE_CONT, tracee, 0)))
		;
}
