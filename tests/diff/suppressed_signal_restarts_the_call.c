/*
 * "System calls can return with EINTR when a tracee is attached or a signal is
 * suppressed" - but those that restart are seen to be entered again.
 */
#include "scenario.h"

SCENARIO
{
	struct gate gate = gate_new();
	pid_t tracee = fork_as("tracee");

	if (tracee == 0) {
		char byte;

		say("tracee: read %zd", read(gate.fd[0], &byte, 1));
		_exit(0);
	}
	await_call(tracee, SYS_read);
	attach(tracee);
	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	DO(PTRACE_SYSCALL, tracee, 0, 0);
	await_call(tracee, SYS_read);
	kill(tracee, SIGUSR1);
	show_wait(tracee, 0);
	show_call(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_interrupted_call(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	gate_open(&gate);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
