/* "PTRACE_O_TRACESYSGOOD: set bit 7 in the signal number (i.e., deliver SIGTRAP|0x80)" */
#include "scenario.h"

static void body(void)
{
	getppid();
	signal_self(SIGTRAP);
	_exit(5);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	int i;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	for (i = 0; i < 14; i++) {
		if (!WIFSTOPPED(resume(PTRACE_SYSCALL, tracee, 0)))
			break;
		show_call(tracee);
		show_siginfo(tracee);
	}
}
