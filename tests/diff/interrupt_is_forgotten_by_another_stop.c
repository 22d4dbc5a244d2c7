/* "PTRACE_INTERRUPT ... if the tracee is already stopped": a stop that comes first serves it too. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_seized(sleep_forever, 0);

	await_call(tracee, SYS_pause);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	show_wait(tracee, 0);
	kill(tracee, SIGUSR1);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, WNOHANG);
	kill_and_reap(tracee);
}
