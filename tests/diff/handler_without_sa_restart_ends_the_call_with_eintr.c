/* The handler that is let through interrupts the call, as it does without a tracer. */
#include "scenario.h"

static void handler(int sig)
{
	(void)sig;
}

SCENARIO
{
	struct gate gate = gate_new();
	pid_t tracee = fork_as("tracee");

	if (tracee == 0) {
		struct sigaction action;
		ssize_t got;
		char byte;

		memset(&action, 0, sizeof(action));
		action.sa_handler = handler;
		sigaction(SIGUSR1, &action, NULL);
		got = read(gate.fd[0], &byte, 1);
		say("tracee: read %zd %s", got, error_name(errno));
		_exit(0);
	}
	DO(PTRACE_SEIZE, tracee, 0, PTRACE_O_TRACESYSGOOD);
	await_call(tracee, SYS_read);
	kill(tracee, SIGUSR1);
	show_wait(tracee, 0);
	show_interrupted_call(tracee);
	resume(PTRACE_SYSCALL, tracee, SIGUSR1);
	show_call(tracee);
	trace_calls_to_the_end(tracee);
}
