/* A group-stop of two threads that are attached, not seized: each reports it, without a siginfo. */
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
	sleep_forever();
}

SCENARIO
{
	pid_t leader = start_as("leader", body), thread;

	while ((thread = atomic_load(&shared->word[1])) == 0)
		pause_briefly();
	await_call(thread, SYS_pause);
	await_call(leader, SYS_pause);
	attach(leader);
	attach(thread);
	DO(PTRACE_CONT, leader, 0, 0);
	DO(PTRACE_CONT, thread, 0, 0);
	syscall(SYS_tgkill, leader, thread, SIGSTOP);
	show_wait(thread, __WALL);
	show_siginfo(thread);
	show_wait(leader, WNOHANG);
	resume(PTRACE_CONT, thread, SIGSTOP);
	show_siginfo(thread);
	show_wait(leader, 0);
	show_siginfo(leader);
	TRY(PTRACE_CONT, leader, 0, 0);
	TRY(PTRACE_CONT, thread, 0, 0);
	show_wait(-1, WNOHANG | __WALL);
	kill(leader, SIGKILL);
	show_wait(thread, __WALL);
	show_wait(leader, 0);
}
