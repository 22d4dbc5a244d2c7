/* A daemon's beginning, fork, setsid, fork, followed by the options; its middle process ends first. */
#include "scenario.h"

static void body(void)
{
	pid_t pid = fork();

	if (pid)
		_exit(waitpid(pid, NULL, 0) == pid ? 1 : 11);
	must(setsid() == getpid());
	pid = fork();
	if (pid)
		_exit(2);
	_exit(getsid(0) == getpid() ? 33 : 3);
}

/* To the next birth; its child, stopped. */
static pid_t follow(pid_t parent, const char *name)
{
	pid_t child;

	resume(PTRACE_CONT, parent, 0);
	child = event_message(parent);
	name_task(child, name);
	show_wait(child, 0);
	return child;
}

SCENARIO
{
	pid_t tracee = start_traced(body), middle, daemon;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEFORK);
	middle = follow(tracee, "middle");
	TRY(PTRACE_CONT, tracee, 0, 0);
	daemon = follow(middle, "daemon");
	resume(PTRACE_CONT, middle, 0);
	show_wait(tracee, 0);
	resume(PTRACE_CONT, tracee, SIGCHLD);
	resume(PTRACE_CONT, daemon, 0);
}
