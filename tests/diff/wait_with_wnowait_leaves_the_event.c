/* "WNOWAIT: Leave the child in a waitable state" - for stops and for the end. */
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
	show_waitid(P_PID, tracee, WSTOPPED | WEXITED | WNOWAIT);
	show_waitid(P_PID, tracee, WSTOPPED);
	show_waitid(P_PID, tracee, WSTOPPED | WNOHANG);
	DO(PTRACE_CONT, tracee, 0, 0);
	show_waitid(P_PID, tracee, WEXITED | WNOWAIT);
	show_waitid(P_ALL, 0, WEXITED | WNOWAIT);
	show_waitid(P_PID, tracee, WEXITED);
	show_waitid(P_PID, tracee, WEXITED);
}
