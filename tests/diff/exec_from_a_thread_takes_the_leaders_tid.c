/*
 * "execve(2) under ptrace": the thread that execs becomes the leader, the
 * others vanish; PTRACE_GETEVENTMSG tells its former tid.
 */
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
	DO(PTRACE_SEIZE, leader, 0, PTRACE_O_TRACEEXEC);
	DO(PTRACE_SEIZE, thread, 0, PTRACE_O_TRACEEXEC);
	DO(PTRACE_SEIZE, other, 0, PTRACE_O_TRACEEXEC);
	await_call(leader, SYS_pause);
	await_call(other, SYS_pause);
	gate_open(&go);
	show_wait(other, __WALL);
	show_wait(leader, __WALL);
	say("message: %s", task_name(event_message(leader)));
	show_siginfo(leader);
	TRY(PTRACE_CONT, thread, 0, 0);
	show_wait(thread, __WALL | WNOHANG);
	resume(PTRACE_CONT, leader, 0);
}
