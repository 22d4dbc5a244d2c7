/* With SA_RESTART the call is made again after the handler. */
#include "scenario.h"

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	say("tracee: handler of %s", signal_name(sig));
}

SCENARIO
{
	struct gate gate = gate_new();
	pid_t tracee = fork_as("tracee");
	int i;

	if (tracee == 0) {
		ssize_t got;
		char byte;

		handle(SIGUSR1, handler, SA_RESTART);
		got = read(gate.fd[0], &byte, 1);
		say("tracee: read %zd", got);
		_exit(0);
	}
	DO(PTRACE_SEIZE, tracee, 0, PTRACE_O_TRACESYSGOOD);
	await_call(tracee, SYS_read);
	kill(tracee, SIGUSR1);
	show_wait(tracee, 0);
	gate_open(&gate);
	resume(PTRACE_SYSCALL, tracee, SIGUSR1);
	show_call(tracee);
	for (i = 0; i < 5; i++) {
		resume(PTRACE_SYSCALL, tracee, 0);
		show_call(tracee);
	}
	resume(PTRACE_CONT, tracee, 0);
}
