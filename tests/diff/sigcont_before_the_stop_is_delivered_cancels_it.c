/* SIGCONT removes pending stop signals, and a stop signal a pending SIGCONT. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);

	kill(tracee, SIGSTOP);
	kill(tracee, SIGTSTP);
	kill(tracee, SIGCONT);
	resume(PTRACE_CONT, tracee, 0);
	kill(tracee, SIGCONT);
	kill(tracee, SIGTTIN);
	resume(PTRACE_CONT, tracee, 0);
	DO(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_pause);
	show_wait(tracee, WNOHANG);
	kill_and_reap(tracee);
}
