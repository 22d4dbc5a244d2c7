/*
 * "when all other threads have exited, the thread group leader ... is
 * reported": the end of a traced process, thread by thread.
 */
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
	signal_self(SIGUSR1);
	_exit(9);
}

SCENARIO
{
	pid_t leader = start_traced_as("leader", body), thread;

	resume(PTRACE_CONT, leader, 0);
	while ((thread = atomic_load(&shared->word[1])) == 0)
		pause_briefly();
	DO(PTRACE_ATTACH, thread, 0, 0);
	show_wait(thread, 0);
	DO(PTRACE_CONT, thread, 0, 0);
	await_call(thread, SYS_pause);
	DO(PTRACE_CONT, leader, 0, 0);
	show_waitid(P_PID, thread, WEXITED | WNOWAIT);
	show_wait(leader, WNOHANG);
	show_wait(thread, 0);
	show_wait(thread, 0);
	show_wait(leader, 0);
}
