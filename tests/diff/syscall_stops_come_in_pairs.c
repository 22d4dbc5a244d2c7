/*
 * "Syscall-enter-stop and syscall-exit-stop are indistinguishable": without
 * TRACESYSGOOD each is a SIGTRAP, and PTRACE_GET_SYSCALL_INFO does not help.
 */
#include "scenario.h"

static void body(void)
{
	getppid();
	getuid();
	close(-1);
	_exit(5);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	while (WIFSTOPPED(resume(PTRACE_SYSCALL, tracee, 0))) {
		show_interrupted_call(tracee);
		show_call(tracee);
	}
}
