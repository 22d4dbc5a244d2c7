/*
 * waitid(2): "traditionally we see ptrace'd stopped tasks regardless of
 * options", but an exit only by WEXITED; and the fields of each.
 */
#include "scenario.h"

static void body(void)
{
	signal_self(SIGUSR1);
	getppid();
	_exit(200);
}

static void killed(void)
{
	signal_self(SIGTERM);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXIT);
	DO(PTRACE_CONT, tracee, 0, 0);
	show_waitid(P_PID, tracee, WSTOPPED | WNOWAIT);
	show_waitid(P_PID, tracee, WEXITED | WNOHANG | WNOWAIT);
	show_waitid(P_PID, tracee, WCONTINUED | WNOHANG | WNOWAIT);
	show_waitid(P_PID, tracee, WSTOPPED);
	DO(PTRACE_SYSCALL, tracee, 0, 0);
	show_waitid(P_PID, tracee, WSTOPPED);
	DO(PTRACE_CONT, tracee, 0, 0);
	show_waitid(P_PID, tracee, WSTOPPED);
	DO(PTRACE_CONT, tracee, 0, 0);
	show_waitid(P_PID, tracee, WEXITED | WNOWAIT);
	show_waitid(P_PID, tracee, WSTOPPED | WNOHANG);
	show_waitid(P_PID, tracee, WEXITED);
	tracee = start_traced_as("second", killed);
	DO(PTRACE_CONT, tracee, 0, 0);
	show_waitid(P_PID, tracee, WSTOPPED);
	DO(PTRACE_CONT, tracee, 0, SIGTERM);
	show_waitid(P_PID, tracee, WEXITED);
}
