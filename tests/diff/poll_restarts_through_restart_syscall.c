/* poll(2) with a timeout: ERESTART_RESTARTBLOCK, and the rest of it is restart_syscall's. */
#include "scenario.h"

static void body(void)
{
	struct pollfd none = { -1, 0, 0 };

	syscall(SYS_poll, &none, 1, 600);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	int i;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	DO(PTRACE_SYSCALL, tracee, 0, 0);
	await_call(tracee, SYS_poll);
	kill(tracee, SIGUSR1);
	show_wait(tracee, 0);
	show_interrupted_call(tracee);
	for (i = 0; i < 3; i++) {
		resume(PTRACE_SYSCALL, tracee, 0);
		show_interrupted_call(tracee);
	}
	resume(PTRACE_CONT, tracee, 0);
}
