/* exit(2) of one thread: its own status in the message, the group goes on. */
#include "scenario.h"

static struct gate go;

static void *second(void *unused)
{
	name_task(gettid(), "thread");
	atomic_store(&shared->word[1], gettid());
	gate_pass(&go);
	syscall(SYS_exit, 6);
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
	pid_t leader, thread;

	go = gate_new();
	leader = start_as("leader", body);
	while ((thread = atomic_load(&shared->word[1])) == 0)
		pause_briefly();
	DO(PTRACE_SEIZE, leader, 0, PTRACE_O_TRACEEXIT);
	DO(PTRACE_SEIZE, thread, 0, PTRACE_O_TRACEEXIT);
	gate_open(&go);
	show_wait(thread, __WALL);
	show_siginfo(thread);
	say("message: %s", status_text(event_message(thread)));
	resume(PTRACE_CONT, thread, 0);
	show_wait(leader, WNOHANG);
	kill(leader, SIGTERM);
	show_wait(leader, 0);
	resume(PTRACE_CONT, leader, SIGTERM);
	say("message: %s", status_text(event_message(leader)));
	resume(PTRACE_CONT, leader, 0);
}
