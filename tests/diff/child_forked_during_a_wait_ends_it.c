/* A child that another thread forks while the tracer waits counts too. */
#include "scenario.h"

static pid_t waiter_id;

static void *forker(void *hold)
{
	pid_t child;

	await_call(waiter_id, SYS_wait4);
	child = fork_as("late child");
	if (child == 0)
		_exit(6);
	gate_pass(hold); /* the child dies with the thread that forked it */
	return NULL;
}

SCENARIO
{
	struct gate hold = gate_new();
	pthread_t handle;
	pid_t tracee = start_traced(sleep_forever);

	DO(PTRACE_CONT, tracee, 0, 0);
	waiter_id = gettid();
	must(pthread_create(&handle, NULL, forker, &hold) == 0);
	show_wait(-1, 0);
	gate_open(&hold);
	pthread_join(handle, NULL);
	kill_and_reap(tracee);
}
