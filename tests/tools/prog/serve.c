/*
 * A process to attach to. Says "ready", then answers each line of its input
 * with "served N" until the line is "exit" (or the input ends): status 7.
 * With an argument, that many threads wait beside it all the time.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define MAX_THREADS 16

static pthread_barrier_t all_here;
static pthread_mutex_t forever = PTHREAD_MUTEX_INITIALIZER;

/* Yama's ptrace_scope 1 lets a sibling attach to none but a task that says this. */
static void let_anyone_attach(void)
{
#ifdef PR_SET_PTRACER
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
#endif
}

static void *idle(void *unused)
{
	(void)unused;
	pthread_barrier_wait(&all_here);
	pthread_mutex_lock(&forever);
	return NULL;
}

static void start_idle_threads(int count)
{
	pthread_t thread;

	pthread_barrier_init(&all_here, NULL, (unsigned)count + 1);
	pthread_mutex_lock(&forever);
	for (int i = 0; i < count; i++)
		pthread_create(&thread, NULL, idle, NULL);
	pthread_barrier_wait(&all_here);
}

__attribute__((noinline)) static int served(int number)
{
	return dprintf(STDOUT_FILENO, "served %d\n", number);
}

int main(int argc, char **argv)
{
	char line[64];
	int number = 0;
	int count = argc > 1 ? atoi(argv[1]) : 0;

	let_anyone_attach();
	if (count > 0 && count <= MAX_THREADS)
		start_idle_threads(count);
	dprintf(STDOUT_FILENO, "ready\n");
	for (;;) {
		ssize_t length = read(STDIN_FILENO, line, sizeof(line));

		if (length <= 0 || strncmp(line, "exit", 4) == 0)
			return 7;
		getppid();
		served(++number);
	}
}
