/* A signal, caught with SA_RESTART, that arrives while wait returns does not cost its result:
 * "wait ... is restarted". */
#include "scenario.h"

enum { STOPS = 50 };

static void handler(int sig)
{
	(void)sig;
}

static void stop_often(void)
{
	int i;

	for (i = 0; i < STOPS; i++)
		raise(SIGUSR1);
	_exit(5);
}

SCENARIO
{
	struct sigaction restarting = { .sa_handler = handler, .sa_flags = SA_RESTART };
	pid_t tracer = getpid(), tracee, storm;
	int status, stops = 0;

	sigaction(SIGUSR2, &restarting, NULL);
	tracee = start_traced(stop_often);
	storm = fork_as("storm");
	if (storm == 0)
		for (;;) { /* one for each wait: a slow tracer must not drown in them */
			await_word(0, 1);
			atomic_store(&shared->word[0], 0);
			kill(tracer, SIGUSR2);
		}
	for (;;) {
		syscall(SYS_ptrace, PTRACE_CONT, tracee, 0, 0);
		atomic_store(&shared->word[0], 1);
		if (waitpid(tracee, &status, __WALL) != tracee || !WIFSTOPPED(status))
			break;
		stops++;
	}
	kill(storm, SIGKILL);
	say("%d stops, then %s", stops, status_text(status));
	show_wait(storm, 0);
}
