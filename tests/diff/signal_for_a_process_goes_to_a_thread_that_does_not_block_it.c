/* "If the signal is process-directed, an arbitrary thread handles it" - if but one can, that one. */
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
	block_signal(SIG_BLOCK, SIGUSR1);
	atomic_store(&shared->word[2], 1);
	sleep_forever();
}

SCENARIO
{
	pid_t leader = start_as("leader", body), thread;

	await_word(2, 1);
	while ((thread = atomic_load(&shared->word[1])) == 0)
		pause_briefly();
	DO(PTRACE_SEIZE, leader, 0, 0);
	DO(PTRACE_SEIZE, thread, 0, 0);
	kill(leader, SIGUSR1);
	show_wait(thread, __WALL);
	show_siginfo(thread);
	show_wait(leader, WNOHANG);
	DO(PTRACE_CONT, thread, 0, 0);
	syscall(SYS_tgkill, leader, thread, SIGUSR2);
	show_wait(thread, __WALL);
	show_siginfo(thread);
	resume(PTRACE_CONT, thread, SIGUSR2);
	show_wait(leader, 0);
}
