/* A parent that sleeps in waitid(WEXITED) hears of a trace-stop only if it asks for it. */
#include "scenario.h"

static void child(pid_t tracer, int status)
{
	await_call(tracer, SYS_waitid);
	say("tracee: the parent sleeps");
	DO(PTRACE_TRACEME, 0, 0, 0);
	signal_self(SIGSTOP);
	_exit(status);
}

SCENARIO
{
	pid_t tracer = getpid();
	pid_t tracee = fork_as("tracee");

	if (tracee == 0)
		child(tracer, 8);
	show_waitid(P_PID, tracee, WEXITED | WSTOPPED);
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_waitid(P_PID, tracee, WEXITED | WSTOPPED);

	tracee = fork_as("second");
	if (tracee == 0)
		child(tracer, 9);
	show_waitid(P_ALL, 0, WEXITED | WSTOPPED);
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_waitid(P_ALL, 0, WEXITED | WSTOPPED);
}
