/* Of several signals each is reported, and the handlers run last in, first out. */
#include "scenario.h"

static void handler(int sig)
{
	say("tracee: handler of %s", signal_name(sig));
}

static void body(void)
{
	sigset_t all, none;

	signal(SIGHUP, handler);
	signal(SIGUSR1, handler);
	signal(SIGTERM, handler);
	sigfillset(&all);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &all, NULL);
	signal_self(SIGTERM);
	signal_self(SIGHUP);
	signal_self(SIGUSR1);
	sigprocmask(SIG_SETMASK, &none, NULL);
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
