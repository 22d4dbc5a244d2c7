/* Without PTRACE_LISTEN a tracee resumed from its group-stop runs, stopped or not. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_seized(spin, 0);

	await_spinning();
	kill(tracee, SIGSTOP);
	show_wait(tracee, 0);
	resume(PTRACE_CONT, tracee, SIGSTOP);
	TRY(PTRACE_CONT, tracee, 0, 0);
	await_spinning();
	say("runs");
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	show_wait(tracee, 0);
	kill_and_reap(tracee);
}
