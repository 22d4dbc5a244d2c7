/* A leader that has called exit(2) is a silent zombie until its last thread has gone. */
#include "scenario.h"

static struct gate go;

static void *second(void *unused)
{
	name_task(gettid(), "thread");
	atomic_store(&shared->word[1], gettid());
	gate_pass(&go);
	syscall(SYS_exit, 3);
	return unused;
}

static void body(void)
{
	pthread_t handle;

	must(pthread_create(&handle, NULL, second, NULL) == 0);
	signal_self(SIGUSR1);
	syscall(SYS_exit, 8);
}

SCENARIO
{
	pid_t leader, thread;

	go = gate_new();
	leader = start_traced_as("leader", body);
	resume(PTRACE_CONT, leader, 0);
	while ((thread = atomic_load(&shared->word[1])) == 0)
		pause_briefly();
	DO(PTRACE_SEIZE, thread, 0, 0);
	DO(PTRACE_CONT, leader, 0, 0);
	await_state(leader, "Z");
	show_wait(leader, WNOHANG);
	TRY(PTRACE_CONT, leader, 0, 0);
	gate_open(&go);
	show_wait(thread, 0);
	show_wait(leader, 0);
}
