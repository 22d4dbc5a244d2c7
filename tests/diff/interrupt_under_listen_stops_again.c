/* PTRACE_INTERRUPT on a listening tracee re-traps it, still in its group-stop. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_seized(sleep_forever, 0);

	await_call(tracee, SYS_pause);
	kill(tracee, SIGSTOP);
	show_wait(tracee, 0);
	resume(PTRACE_CONT, tracee, SIGSTOP);
	TRY(PTRACE_LISTEN, tracee, 0, 0);
	TRY(PTRACE_CONT, tracee, 0, 0);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	TRY(PTRACE_LISTEN, tracee, 0, 0);
	show_wait(tracee, WNOHANG);
	kill(tracee, SIGCONT);
	show_wait(tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
	kill_and_reap(tracee);
}
