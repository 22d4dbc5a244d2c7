/* exit_group(2) of one thread: each thread has its PTRACE_EVENT_EXIT, and its status. */
#include "scenario.h"

static struct gate go;

static void *second(void *unused)
{
	name_task(gettid(), "thread");
	atomic_store(&shared->word[1], gettid());
	gate_pass(&go);
	_exit(6);
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
	await_call(leader, SYS_pause);
	gate_open(&go);
	show_wait(thread, __WALL);
	say("message: %s", status_text(event_message(thread)));
	show_wait(leader, 0);
	say("message: %s", status_text(event_message(leader)));
	show_interrupted_call(leader);
	resume(PTRACE_CONT, thread, 0);
	resume(PTRACE_CONT, leader, 0);
}
