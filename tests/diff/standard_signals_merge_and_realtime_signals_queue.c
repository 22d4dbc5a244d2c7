/* Sent to a stopped tracee: one SIGUSR1 of three, every SIGRTMIN, in their order. */
#include "scenario.h"

SCENARIO
{
	union sigval value;
	pid_t tracee = start_traced(sleep_forever);
	int i, status;

	for (i = 0; i < 3; i++) {
		value.sival_int = i;
		sigqueue(tracee, SIGRTMIN + 2, value);
		sigqueue(tracee, SIGUSR1, value);
		sigqueue(tracee, SIGRTMIN + 1, value);
	}
	kill(tracee, SIGTERM);
	do {
		status = resume(PTRACE_CONT, tracee, 0);
		show_siginfo(tracee);
	} while (WSTOPSIG(status) != SIGRTMIN + 2);
	for (i = 0; i < 2; i++) {
		resume(PTRACE_CONT, tracee, 0);
		show_siginfo(tracee);
	}
	DO(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_pause);
	show_wait(tracee, WNOHANG);
	kill_and_reap(tracee);
}
