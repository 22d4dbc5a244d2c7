/* "PTRACE_INTERRUPT: Stop a tracee" - a sleeping call restarts without a trace. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_seized(sleep_forever, 0);

	await_call(tracee, SYS_pause);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	show_call(tracee);
	show_interrupted_call(tracee);
	TRY(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_pause);
	show_wait(tracee, WNOHANG);
	kill_and_reap(tracee);
}
