/* "CLONE_UNTRACED: a tracing process cannot force CLONE_PTRACE on this child": nor an event. */
#include "scenario.h"

static void body(void)
{
	long pid;

	block_signal(SIG_BLOCK, SIGCHLD);
	pid = syscall(SYS_clone, CLONE_UNTRACED | SIGCHLD, 0, 0, 0, 0);
	if (pid == 0)
		syscall(SYS_exit_group, 5);
	wait_quietly(pid);
	_exit(6);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0,
	   PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE);
	resume(PTRACE_CONT, tracee, 0);
}
