/* "attachment is per thread: in a multithreaded process, every thread can be individually attached" */
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
	spin();
}

SCENARIO
{
	pid_t child = start_as("child", body), thread;

	while ((thread = atomic_load(&shared->word[1])) == 0)
		pause_briefly();
	await_call(thread, SYS_pause);
	TRY(PTRACE_ATTACH, thread, 0, 0);
	show_wait(thread, __WALL);
	await_spinning();
	say("the leader runs");
	TRY(PTRACE_CONT, child, 0, 0);
	TRY(PTRACE_ATTACH, child, 0, 0);
	show_wait(child, __WALL);
	TRY(PTRACE_CONT, child, 0, 0);
	await_spinning();
	show_interrupted_call(thread);
	TRY(PTRACE_DETACH, thread, 0, 0);
	kill(child, SIGKILL);
	show_wait(child, 0);
}
