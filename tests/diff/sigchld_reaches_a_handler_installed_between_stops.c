/* "the tracer is notified by SIGCHLD" of each stop: it is dropped while its action is the default,
 * and runs a handler from the moment on that there is one. */
#include "scenario.h"

enum { BEFORE = 3, WITH = 50 };

static volatile sig_atomic_t handled;

static void handler(int sig)
{
	(void)sig;
	handled++;
}

static void stop_often(void)
{
	int i;

	for (i = 0; i < BEFORE + WITH; i++)
		signal_self(SIGUSR1);
	_exit(0);
}

static void collect(pid_t tracee, int stops)
{
	int i;

	for (i = 0; i < stops; i++) {
		DO(PTRACE_CONT, tracee, 0, 0);
		must(WIFSTOPPED(wait_quietly(tracee)));
	}
}

SCENARIO
{
	struct sigaction restarting = { .sa_handler = handler, .sa_flags = SA_RESTART };
	pid_t tracee = start_traced(stop_often);

	collect(tracee, BEFORE);
	sigaction(SIGCHLD, &restarting, NULL);
	collect(tracee, WITH);
	say("the handler ran for each of the stops: %s", handled == WITH ? "yes" : "no");
	signal(SIGCHLD, SIG_DFL);
	resume(PTRACE_CONT, tracee, 0);
}
