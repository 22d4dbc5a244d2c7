/* A clone(2) that fails is not reported. */
#include "scenario.h"

static void body(void)
{
	say("tracee: %s", syscall(SYS_clone, CLONE_SIGHAND | SIGCHLD, 0, 0, 0, 0) < 0
				  ? error_name(errno)
				  : "ok");
	say("tracee: %s", syscall(SYS_clone, CLONE_THREAD | CLONE_PTRACE, 0, 0, 0, 0) < 0
				  ? error_name(errno)
				  : "ok");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0,
	   PTRACE_O_TRACEFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEVFORK |
		   PTRACE_O_TRACEVFORKDONE);
	resume(PTRACE_CONT, tracee, 0);
}
