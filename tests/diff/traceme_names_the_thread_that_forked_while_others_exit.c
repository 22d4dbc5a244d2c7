/* PTRACE_TRACEME makes the thread that forked the tracer, also while older threads exit. */
#include "scenario.h"

enum { ROUNDS = 5, OTHERS = 10, STAGGER_US = 50 };

static pthread_barrier_t all_there;
static int status, error;

static void *leaves(void *argument)
{
	pthread_barrier_wait(&all_there);
	usleep(STAGGER_US * (unsigned)(long)argument);
	return NULL;
}

static void *forks(void *unused)
{
	pid_t child;

	pthread_barrier_wait(&all_there);
	child = fork();
	if (child == 0) {
		ptrace_call(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		_exit(3);
	}
	must(waitpid(child, &status, 0) == child);
	error = (int)-ptrace_call(PTRACE_CONT, child, 0, 0);
	if (error)
		kill(child, SIGKILL);
	must(waitpid(child, &status, 0) == child);
	return unused;
}

static void play_round(void)
{
	pthread_t others[OTHERS], tracer;
	long i;

	for (i = 0; i < OTHERS; i++)
		must(pthread_create(&others[i], NULL, leaves, (void *)i) == 0);
	must(pthread_create(&tracer, NULL, forks, NULL) == 0);
	for (i = 0; i < OTHERS; i++)
		must(pthread_join(others[i], NULL) == 0);
	must(pthread_join(tracer, NULL) == 0);
}

SCENARIO
{
	int i;

	pthread_barrier_init(&all_there, NULL, OTHERS + 1);
	for (i = 0; i < ROUNDS; i++) {
		play_round();
		if (error || status != W_EXITCODE(3, 0))
			say("round %d: %s, %#x", i, error_name(error), status);
	}
	say("%d rounds", ROUNDS);
}
