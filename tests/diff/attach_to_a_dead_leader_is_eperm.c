/* A leader that has exited before its threads cannot be attached; they can. */
#include "scenario.h"

static void *second(void *unused)
{
	name_task(gettid(), "thread");
	atomic_store(&shared->word[1], gettid());
	sleep_forever();
	return unused;
}

static void body(void)
{
	pthread_t handle;

	must(pthread_create(&handle, NULL, second, NULL) == 0);
	syscall(SYS_exit, 3);
}

SCENARIO
{
	pid_t leader = start_as("leader", body), thread;

	while ((thread = atomic_load(&shared->word[1])) == 0)
		pause_briefly();
	await_call(thread, SYS_pause);
	await_state(leader, "Z");
	TRY(PTRACE_ATTACH, leader, 0, 0);
	TRY(PTRACE_SEIZE, leader, 0, 0);
	TRY(PTRACE_ATTACH, thread, 0, 0);
	show_wait(thread, __WALL);
	show_wait(leader, WNOHANG);
	kill(leader, SIGTERM);
	resume(PTRACE_CONT, thread, 0);
	resume(PTRACE_CONT, thread, SIGTERM);
	show_wait(leader, 0);
}
