/* PTRACE_O_TRACEVFORKDONE by itself: one stop of the parent, the child untraced. */
#include "scenario.h"

static void body(void)
{
	block_signal(SIG_BLOCK, SIGCHLD);
	if (vfork() == 0)
		_exit(1);
	_exit(2);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEVFORKDONE);
	resume(PTRACE_CONT, tracee, 0);
	show_wait(-1, __WALL | WNOHANG);
	resume(PTRACE_CONT, tracee, 0);
}
