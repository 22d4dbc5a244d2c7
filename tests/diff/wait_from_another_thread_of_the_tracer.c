/* Any thread of the tracer's process may wait for its tracees, blocked or not. */
#include "scenario.h"

static pid_t tracee;

static void *waiter(void *unused)
{
	atomic_store(&shared->word[1], gettid());
	show_wait(tracee, 0);
	atomic_store(&shared->word[2], 1);
	show_wait(-1, 0);
	return unused;
}

static void body(void)
{
	signal_self(SIGUSR1);
	_exit(4);
}

SCENARIO
{
	pthread_t handle;
	pid_t waiter_id;

	tracee = start_traced(body);
	must(pthread_create(&handle, NULL, waiter, NULL) == 0);
	while ((waiter_id = atomic_load(&shared->word[1])) == 0)
		pause_briefly();
	await_call(waiter_id, SYS_wait4);
	DO(PTRACE_CONT, tracee, 0, 0);
	await_word(2, 1);
	await_call(waiter_id, SYS_wait4);
	TRY(PTRACE_CONT, tracee, 0, 0);
	pthread_join(handle, NULL);
}
