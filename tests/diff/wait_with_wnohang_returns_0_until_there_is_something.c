/* "WNOHANG: return immediately if no child has exited", ECHILD if there is none at all. */
#include "scenario.h"

SCENARIO
{
	struct gate go = gate_new();
	pid_t tracee = fork_as("tracee");

	if (tracee == 0) {
		DO(PTRACE_TRACEME, 0, 0, 0);
		gate_pass(&go);
		signal_self(SIGUSR1);
		_exit(0);
	}
	show_wait(tracee, WNOHANG);
	show_wait(-1, WNOHANG);
	show_waitid(P_PID, tracee, WNOHANG | WEXITED | WSTOPPED);
	gate_open(&go);
	show_wait(tracee, 0);
	show_wait(tracee, WNOHANG);
	show_wait(-1, WNOHANG);
	DO(PTRACE_CONT, tracee, 0, 0);
	show_wait(-1, 0);
	show_wait(tracee, WNOHANG);
	show_wait(-1, WNOHANG);
	show_waitid(P_ALL, 0, WNOHANG | WEXITED);
}
