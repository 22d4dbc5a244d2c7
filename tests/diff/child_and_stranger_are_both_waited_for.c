/* Tracees that are children and tracees that are not, in one wait for any. */
#include "scenario.h"

SCENARIO
{
	struct gate told = gate_new(), leave = gate_new();
	pid_t stranger, tracee, parent = fork_as("parent");

	if (parent == 0) {
		pid_t pid = start_as("stranger", sleep_forever);

		atomic_store(&shared->word[1], pid);
		gate_open(&told);
		gate_pass(&leave);
		show_wait(pid, 0);
		_exit(0);
	}
	gate_pass(&told);
	stranger = atomic_load(&shared->word[1]);
	tracee = start_traced(sleep_forever);
	DO(PTRACE_CONT, tracee, 0, 0);
	DO(PTRACE_SEIZE, stranger, 0, 0);
	show_wait(-1, WNOHANG);
	kill(stranger, SIGUSR1);
	show_wait(-1, 0);
	kill(tracee, SIGUSR1);
	show_wait(-1, 0);
	show_wait(-1, WNOHANG);
	kill(stranger, SIGKILL);
	show_wait(-1, 0);
	kill(tracee, SIGKILL);
	show_wait(-1, 0);
	gate_open(&leave);
	show_wait(-1, 0);
	show_wait(-1, 0);
}
