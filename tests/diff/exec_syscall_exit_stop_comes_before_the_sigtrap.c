/* Traced by PTRACE_SYSCALL without TRACEEXEC: entry, exit, then the SIGTRAP. */
#include "scenario.h"

static void body(void)
{
	exec_exit(4);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	int i;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	for (i = 0; i < 3; i++) {
		resume(PTRACE_SYSCALL, tracee, 0);
		show_call(tracee);
		show_siginfo(tracee);
	}
	resume(PTRACE_CONT, tracee, 0);
}
