/* exec by a thread that is not the leader, all of them with TRACEEXIT: each of the others dies first. */
#include "scenario.h"

static void *third(void *unused)
{
	name_task(gettid(), "third");
	atomic_store(&shared->word[2], gettid());
	sleep_forever();
	return unused;
}

static void *second(void *unused)
{
	name_task(gettid(), "second");
	atomic_store(&shared->word[1], gettid());
	gate_pass(unused);
	exec_exit(8);
	return NULL;
}

SCENARIO
{
	unsigned long options = PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT;
	struct gate go = gate_new();
	pid_t leader = fork_as("leader"), thread, other;
	pthread_t handle;

	if (leader == 0) {
		must(pthread_create(&handle, NULL, second, &go) == 0);
		must(pthread_create(&handle, NULL, third, NULL) == 0);
		sleep_forever();
	}
	while ((thread = atomic_load(&shared->word[1])) == 0)
		pause_briefly();
	while ((other = atomic_load(&shared->word[2])) == 0)
		pause_briefly();
	DO(PTRACE_SEIZE, leader, 0, options);
	DO(PTRACE_SEIZE, thread, 0, options);
	DO(PTRACE_SEIZE, other, 0, options);
	await_call(leader, SYS_pause);
	await_call(other, SYS_pause);
	gate_open(&go);
	show_wait(other, __WALL);
	say("message: %s", status_text(event_message(other)));
	show_wait(leader, __WALL);
	say("message: %s", status_text(event_message(leader)));
	show_wait(thread, __WALL | WNOHANG);
	TRY(PTRACE_CONT, leader, 0, 0);
	show_wait(thread, __WALL | WNOHANG);
	resume(PTRACE_CONT, other, 0);
	show_wait(leader, __WALL);
	say("message: %s", task_name(event_message(leader)));
	show_wait(thread, __WALL | WNOHANG);
	resume(PTRACE_CONT, leader, 0);
	say("message: %s", status_text(event_message(leader)));
	resume(PTRACE_CONT, leader, 0);
}
