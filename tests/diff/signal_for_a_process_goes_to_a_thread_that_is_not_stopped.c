/* A process-directed signal to a group one of whose threads is stopped for its tracer: another takes it. */
#include "scenario.h"

static void *second(void *unused)
{
	name_task(gettid(), "thread");
	atomic_store(&shared->word[1], gettid());
	sleep_forever();
	return unused;
}

SCENARIO
{
	pid_t leader = fork_as("leader"), thread;
	pthread_t handle;

	if (leader == 0) {
		must(pthread_create(&handle, NULL, second, NULL) == 0);
		sleep_forever();
	}
	while ((thread = atomic_load(&shared->word[1])) == 0)
		pause_briefly();
	await_call(thread, SYS_pause);
	await_call(leader, SYS_pause);
	DO(PTRACE_SEIZE, leader, 0, 0);
	DO(PTRACE_SEIZE, thread, 0, 0);
	TRY(PTRACE_INTERRUPT, leader, 0, 0);
	show_wait(leader, 0);
	kill(leader, SIGUSR1);
	show_wait(thread, __WALL);
	show_siginfo(thread);
	resume(PTRACE_CONT, thread, SIGUSR1);
	show_wait(leader, 0);
}
