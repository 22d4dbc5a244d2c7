/* Requests need a stopped tracee, not one whose stop was reported. */
#include "scenario.h"

static void body(void)
{
	signal_self(SIGUSR1);
	_exit(3);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_CONT, tracee, 0, 0);
	show_waitid(P_PID, tracee, WSTOPPED | WNOWAIT);
	show_siginfo(tracee);
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, 0);
}
