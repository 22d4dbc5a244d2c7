/* With SIGCHLD ignored nothing but the wait itself tells of an untraced child's stop. */
#include "scenario.h"

static void tracee_body(void)
{
	pause();
}

static void child_body(void)
{
	raise(SIGSTOP);
}

SCENARIO
{
	pid_t tracee, child;

	signal(SIGCHLD, SIG_IGN);
	tracee = start_seized(tracee_body, PTRACE_O_EXITKILL);
	child = start_as("child", child_body);
	show_wait(-1, WUNTRACED);
	kill(child, SIGCONT);
	show_wait(child, 0);
	kill(tracee, SIGKILL);
	show_wait(-1, 0);
	signal(SIGCHLD, SIG_DFL);
}
