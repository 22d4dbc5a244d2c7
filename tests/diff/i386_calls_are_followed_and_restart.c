/* The stops of an i386 program: its calls are told; one that was interrupted restarts. */
#include "scenario.h"

static void body(void)
{
	syscall(SYS_getpid);
	signal_self(SIGUSR1);
	pause();
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	TRY(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
	DO(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_pause);
	kill(tracee, SIGUSR2);
	show_wait(tracee, 0);
	show_interrupted_call(tracee);
	DO(PTRACE_SYSCALL, tracee, 0, 0);
	show_wait(tracee, 0);
	show_call(tracee);
	kill_and_reap(tracee);
}
