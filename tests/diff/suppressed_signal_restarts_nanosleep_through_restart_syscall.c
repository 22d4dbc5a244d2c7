/* A sleep goes on by restart_syscall(2). */
#include "scenario.h"

static void body(void)
{
	struct timespec time = { 1000, 0 };

	clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL);
	_exit(1);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	DO(PTRACE_SYSCALL, tracee, 0, 0);
	await_call(tracee, SYS_clock_nanosleep);
	kill(tracee, SIGUSR1);
	show_wait(tracee, 0);
	show_call(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	kill_and_reap(tracee);
}
