/* SIGSTOP injected at a syscall-exit-stop: its signal-delivery-stop, then the group-stop. */
#include "scenario.h"

static void body(void)
{
	syscall(SYS_getppid);
	_exit(3);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSCALL, tracee, 0);
	resume(PTRACE_SYSCALL, tracee, 0);
	resume(PTRACE_CONT, tracee, SIGSTOP);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, SIGSTOP);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
