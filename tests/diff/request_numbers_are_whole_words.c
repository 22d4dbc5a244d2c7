/* The request is a long: what has its lower half right is another one; and pid is an int. */
#include "scenario.h"

static void body(void)
{
	_exit(3);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	long result;

	TRY(1L << 32 | PTRACE_CONT, tracee, 0, 0);
	TRY(1L << 63 | PTRACE_CONT, tracee, 0, 0);
	TRY(-1L, tracee, 0, 0);
	result = syscall(SYS_ptrace, 1L << 32, 0, 0, 0); /* TRACEME, were it an int */
	say("%s", result < 0 ? error_name(errno) : "ok");
	say("CONT of a pid with its upper half set");
	result = syscall(SYS_ptrace, (long)PTRACE_CONT, 1L << 32 | tracee, 0, 0);
	must(result == 0);
	show_wait(tracee, 0);
}
