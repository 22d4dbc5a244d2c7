/* PTRACE_GETSIGINFO in a signal-delivery-stop: who sent it, and how. */
#include "scenario.h"

SCENARIO
{
	union sigval value = { .sival_int = 42 };
	pid_t tracee = start_traced(sleep_forever), other;

	DO(PTRACE_CONT, tracee, 0, 0);
	kill(tracee, SIGUSR1);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	DO(PTRACE_CONT, tracee, 0, 0);
	syscall(SYS_tgkill, tracee, tracee, SIGUSR2);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	DO(PTRACE_CONT, tracee, 0, 0);
	sigqueue(tracee, SIGTERM, value);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	DO(PTRACE_CONT, tracee, 0, 0);
	other = fork_as("other");
	if (other == 0) {
		kill(tracee, SIGHUP);
		_exit(0);
	}
	wait_quietly(other);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	kill_and_reap(tracee);
}
