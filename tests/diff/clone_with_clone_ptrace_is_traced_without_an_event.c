/* CLONE_PTRACE: "If the calling process is being traced, then trace the child also." */
#include "scenario.h"

static void body(void)
{
	long pid;

	block_signal(SIG_BLOCK, SIGCHLD);
	pid = syscall(SYS_clone, CLONE_PTRACE | SIGCHLD, 0, 0, 0, 0);
	if (pid == 0) {
		name_task(getpid(), "child");
		syscall(SYS_exit_group, 5);
	}
	atomic_store(&shared->word[1], pid);
	wait_quietly(pid);
	_exit(6);
}

SCENARIO
{
	pid_t tracee = start_traced(body), child;

	DO(PTRACE_CONT, tracee, 0, 0);
	while ((child = atomic_load(&shared->word[1])) == 0)
		pause_briefly();
	name_task(child, "child");
	show_wait(child, 0);
	show_siginfo(child);
	resume(PTRACE_CONT, child, 0);
	show_wait(tracee, 0);
}
