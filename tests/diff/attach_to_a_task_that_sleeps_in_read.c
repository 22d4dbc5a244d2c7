/* The call that an attach interrupts restarts and completes as if nothing had been. */
#include "scenario.h"

SCENARIO
{
	struct gate gate = gate_new();
	pid_t tracee = fork_as("tracee");

	if (tracee == 0) {
		char byte = 0;
		ssize_t got = read(gate.fd[0], &byte, 1);

		say("tracee: read %zd %c", got, byte);
		_exit(0);
	}
	await_call(tracee, SYS_read);
	TRY(PTRACE_ATTACH, tracee, 0, 0);
	show_wait(tracee, 0);
	show_interrupted_call(tracee);
	TRY(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_read);
	gate_open(&gate);
	show_wait(tracee, 0);
}
