/* After PTRACE_CONT from a syscall-enter-stop there is no syscall-exit-stop. */
#include "scenario.h"

static void body(void)
{
	getppid();
	getuid();
	signal_self(SIGUSR1);
	geteuid();
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	int i;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_CONT, tracee, 0);
	for (i = 0; i < 3; i++) {
		resume(PTRACE_SYSCALL, tracee, 0);
		show_call(tracee);
	}
	resume(PTRACE_SYSCALL, tracee, 0);
}
