/* The end of a leader whose threads live on cannot be waited for yet, but SIGCHLD tells of it;
 * and so it does of the end of the last thread. */
#include "scenario.h"

static struct gate go;
static sigset_t chld;

static void *second(void *unused)
{
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

static void show_sigchld(void)
{
	siginfo_t info;

	must(sigwaitinfo(&chld, &info) == SIGCHLD);
	say("SIGCHLD from %s, status %d", task_name(info.si_pid), info.si_status);
}

SCENARIO
{
	pid_t leader;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	go = gate_new();
	leader = start_traced_as("leader", body);
	show_sigchld();
	resume(PTRACE_CONT, leader, 0);
	show_sigchld();
	while (atomic_load(&shared->word[1]) == 0)
		pause_briefly();
	DO(PTRACE_CONT, leader, 0, 0);
	show_sigchld();
	show_wait(leader, WNOHANG);
	gate_open(&go);
	show_sigchld();
	show_wait(leader, WNOHANG);
}
