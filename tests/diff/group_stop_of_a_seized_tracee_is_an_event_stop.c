/*
 * "If attached by PTRACE_SEIZE, group-stop ... status>>16 == PTRACE_EVENT_STOP";
 * PTRACE_LISTEN keeps the stop, SIGCONT ends it.
 */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_seized(sleep_forever, 0);

	await_call(tracee, SYS_pause);
	kill(tracee, SIGSTOP);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, SIGSTOP);
	show_siginfo(tracee);
	TRY(PTRACE_LISTEN, tracee, 0, 0);
	show_wait(tracee, WNOHANG);
	TRY(PTRACE_GETSIGINFO, tracee, 0, 0);
	kill(tracee, SIGCONT);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	DO(PTRACE_CONT, tracee, 0, SIGCONT);
	await_call(tracee, SYS_pause);
	kill_and_reap(tracee);
}
