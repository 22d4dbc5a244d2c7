/* "clone(2) with CLONE_VFORK: VFORK; exit signal SIGCHLD: FORK; otherwise CLONE" */
#include "scenario.h"

static void make(unsigned long flags)
{
	long pid = syscall(SYS_clone, flags, 0, 0, 0, 0);

	if (pid == 0)
		syscall(SYS_exit_group, 0);
	wait_quietly(pid);
}

static void body(void)
{
	block_signal(SIG_BLOCK, SIGCHLD);
	block_signal(SIG_BLOCK, SIGUSR1);
	make(SIGCHLD);
	make(SIGUSR1);
	make(0);
	make(CLONE_VFORK | SIGCHLD);
	make(CLONE_VFORK);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body), child;
	int i, status;

	DO(PTRACE_SETOPTIONS, tracee, 0,
	   PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE);
	for (i = 0; i < 5; i++) {
		status = resume(PTRACE_CONT, tracee, 0);
		must(status >> 16);
		child = event_message(tracee);
		name_task(child, "child");
		show_wait(child, 0);
		DO(PTRACE_CONT, child, 0, 0);
		show_wait(child, 0);
	}
	resume(PTRACE_CONT, tracee, 0);
}
