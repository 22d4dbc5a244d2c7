/*
 * A task that is resumed by PTRACE_SYSCALL in the middle of a system call
 * reports its exit, and a restarted call is entered again.
 */
#include "scenario.h"

SCENARIO
{
	struct gate gate = gate_new();
	pid_t tracee = fork_as("tracee");

	if (tracee == 0) {
		gate_pass(&gate);
		_exit(0);
	}
	await_call(tracee, SYS_read);
	attach(tracee);
	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	gate_open(&gate);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
