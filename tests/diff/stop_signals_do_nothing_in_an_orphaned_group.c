/* SIGTSTP, SIGTTIN and SIGTTOU are shown, but stop nobody in an orphaned process group; SIGSTOP does. */
#include "scenario.h"

static void body(void)
{
	must(setsid() >= 0); /* its group has no parent in the session */
	signal_self(SIGTSTP);
	signal_self(SIGTTIN);
	signal_self(SIGTTOU);
	signal_self(SIGSTOP);
	_exit(6);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	int status = resume(PTRACE_CONT, tracee, 0), i;

	for (i = 0; i < 6 && WIFSTOPPED(status); i++) {
		show_siginfo(tracee);
		status = resume(PTRACE_CONT, tracee, WSTOPSIG(status));
	}
}
