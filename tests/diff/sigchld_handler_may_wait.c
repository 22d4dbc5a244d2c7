/* The classical event loop: a SIGCHLD handler that reaps, and a main program that sleeps. */
#include "scenario.h"

static atomic_int stops, ends;
static pid_t tracee;

static void handler(int sig)
{
	int status, error = errno;

	(void)sig;
	while (waitpid(-1, &status, WNOHANG) > 0) {
		if (!WIFSTOPPED(status)) {
			atomic_fetch_add(&ends, 1);
			continue;
		}
		atomic_fetch_add(&stops, 1);
		DO(PTRACE_CONT, tracee, 0,
		   WSTOPSIG(status) == SIGSTOP ? 0 : WSTOPSIG(status));
	}
	errno = error;
}

static void ignore(int sig)
{
	(void)sig;
}

static void body(void)
{
	int i;

	signal(SIGUSR1, ignore);
	for (i = 0; i < 20; i++)
		signal_self(SIGUSR1);
	_exit(0);
}

SCENARIO
{
	sigset_t set, old;

	tracee = start_traced(body);
	block_signal(SIG_BLOCK, SIGCHLD);
	signal(SIGCHLD, handler);
	sigemptyset(&set);
	sigprocmask(SIG_BLOCK, &set, &old);
	sigdelset(&old, SIGCHLD);
	DO(PTRACE_CONT, tracee, 0, 0);
	while (atomic_load(&ends) == 0)
		sigsuspend(&old);
	say("stops %d, ends %d", atomic_load(&stops), atomic_load(&ends));
}
