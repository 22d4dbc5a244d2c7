/* A thread that calls TRACEME is traced by the parent; its siblings are not. */
#include "scenario.h"

static void *second(void *unused)
{
	name_task(gettid(), "thread");
	TRY(PTRACE_TRACEME, 0, 0, 0);
	atomic_store(&shared->word[1], gettid());
	signal_self(SIGUSR1);
	atomic_store(&shared->word[2], 1);
	return unused;
}

SCENARIO
{
	struct gate leave = gate_new();
	pid_t child = fork_as("child"), thread;
	pthread_t handle;

	if (child == 0) {
		must(pthread_create(&handle, NULL, second, NULL) == 0);
		gate_pass(&leave);
		_exit(4);
	}
	while ((thread = atomic_load(&shared->word[1])) == 0)
		pause_briefly();
	show_wait(thread, __WALL);
	TRY(PTRACE_CONT, child, 0, 0);
	TRY(PTRACE_CONT, thread, 0, 0);
	show_wait(thread, __WALL);
	gate_open(&leave);
	show_wait(child, 0);
}
