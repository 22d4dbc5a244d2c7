/* A thread made while the rest of its group is in a group-stop takes part in it. */
#include "scenario.h"

static struct gate go;

static void *third(void *unused)
{
	sleep_forever();
	return unused;
}

static void *second(void *unused)
{
	pthread_t handle;

	name_task(gettid(), "second");
	atomic_store(&shared->word[1], gettid());
	gate_pass(&go);
	must(pthread_create(&handle, NULL, third, NULL) == 0);
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
	pid_t leader, thread, born;

	go = gate_new();
	leader = start_as("leader", body);
	while ((thread = atomic_load(&shared->word[1])) == 0)
		pause_briefly();
	await_call(thread, SYS_read);
	await_call(leader, SYS_pause);
	DO(PTRACE_SEIZE, leader, 0, 0);
	DO(PTRACE_SEIZE, thread, 0, PTRACE_O_TRACECLONE);
	syscall(SYS_tgkill, leader, leader, SIGSTOP);
	show_wait(leader, 0);
	DO(PTRACE_CONT, leader, 0, SIGSTOP);
	show_wait(leader, 0);
	show_wait(thread, __WALL);
	/* the second one is made to run, and to have a child, all the same */
	TRY(PTRACE_CONT, thread, 0, 0);
	gate_open(&go);
	show_wait(thread, __WALL);
	born = event_message(thread);
	name_task(born, "third");
	show_wait(born, __WALL);
	show_siginfo(born);
	kill(leader, SIGKILL);
	show_wait(thread, __WALL);
	show_wait(born, __WALL);
	show_wait(leader, 0);
}
