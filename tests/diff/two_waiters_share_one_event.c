/* Two threads that wait for the same tracee: one has the stop, the other the end. */
#include "scenario.h"

static pid_t tracee;
static atomic_int stops, ends;
static atomic_long tids[2];

static void *waiter(void *slot)
{
	int status;

	atomic_store((atomic_long *)slot, gettid());
	must(waitpid(tracee, &status, 0) == tracee);
	atomic_fetch_add(WIFSTOPPED(status) ? &stops : &ends, 1);
	return NULL;
}

SCENARIO
{
	pthread_t threads[2];
	pid_t killer;
	int i;

	tracee = start_traced(sleep_forever);
	DO(PTRACE_CONT, tracee, 0, 0);
	for (i = 0; i < 2; i++) {
		must(pthread_create(&threads[i], NULL, waiter, &tids[i]) == 0);
		while (atomic_load(&tids[i]) == 0)
			pause_briefly();
		await_call(atomic_load(&tids[i]), SYS_wait4);
	}
	kill(tracee, SIGUSR1);
	while (atomic_load(&stops) == 0)
		pause_briefly();
	say("stops %d, ends %d", atomic_load(&stops), atomic_load(&ends));
	killer = fork_as("killer");
	if (killer == 0) {
		kill(tracee, SIGKILL);
		_exit(0);
	}
	for (i = 0; i < 2; i++)
		must(pthread_join(threads[i], NULL) == 0);
	say("stops %d, ends %d", atomic_load(&stops), atomic_load(&ends));
	show_wait(killer, 0);
	show_wait(tracee, 0);
}
