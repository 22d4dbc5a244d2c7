/* SIGKILL as the signal of CONT: at a signal-delivery-stop, a syscall-stop, and by DETACH. */
#include "scenario.h"

static void body(void)
{
	syscall(SYS_getppid);
	signal_self(SIGUSR1);
	_exit(3);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, SIGKILL);
	tracee = start_traced_as("second", body);
	resume(PTRACE_SYSCALL, tracee, 0);
	resume(PTRACE_CONT, tracee, SIGKILL);
	tracee = start_traced_as("third", body);
	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_DETACH, tracee, 0, SIGKILL);
	show_wait(tracee, 0);
}
