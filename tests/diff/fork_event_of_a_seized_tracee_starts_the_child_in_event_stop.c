/* "... which will start with ... PTRACE_EVENT_STOP if PTRACE_SEIZE was used" */
#include "scenario.h"

static void body(void)
{
	pid_t pid;

	block_signal(SIG_BLOCK, SIGCHLD);
	pid = fork();
	if (pid == 0)
		_exit(21);
	wait_quietly(pid);
	_exit(22);
}

SCENARIO
{
	pid_t tracee = start_seized(body, PTRACE_O_TRACEFORK), child;

	show_wait(tracee, 0);
	child = event_message(tracee);
	name_task(child, "child");
	show_wait(child, 0);
	show_siginfo(child);
	TRY(PTRACE_LISTEN, tracee, 0, 0);
	TRY(PTRACE_CONT, tracee, 0, 0);
	TRY(PTRACE_CONT, child, 0, 0);
	show_wait(child, 0);
	show_wait(tracee, 0);
}
