/* SIGCONT that arrives while SIGSTOP is in its signal-delivery-stop wins. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_seized(sleep_forever, 0);

	await_call(tracee, SYS_pause);
	kill(tracee, SIGSTOP);
	show_wait(tracee, 0);
	kill(tracee, SIGCONT);
	resume(PTRACE_CONT, tracee, SIGSTOP);
	resume(PTRACE_CONT, tracee, SIGCONT);
	kill_and_reap(tracee);
}
