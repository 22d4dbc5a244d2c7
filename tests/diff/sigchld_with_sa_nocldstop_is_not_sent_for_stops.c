/* SA_NOCLDSTOP spares the tracer the SIGCHLD of a stop, not that of the end. */
#include "scenario.h"

static atomic_int count;

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	atomic_fetch_add(&count, 1);
}

static void body(void)
{
	signal_self(SIGUSR1);
	_exit(1);
}

SCENARIO
{
	pid_t tracee;

	handle(SIGCHLD, handler, SA_NOCLDSTOP | SA_RESTART);
	tracee = start_traced(body);
	say("SIGCHLDs: %d", atomic_load(&count));
	DO(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, 0);
	say("SIGCHLDs: %d", atomic_load(&count));
	DO(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, 0);
	say("SIGCHLDs: %d", atomic_load(&count));
}
