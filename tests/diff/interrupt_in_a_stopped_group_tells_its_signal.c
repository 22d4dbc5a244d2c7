/* PTRACE_EVENT_STOP tells the signal of the group-stop as long as the group is stopped, also of
 * a tracee that was made to run: do_jobctl_trap() and SIGNAL_STOP_STOPPED. */
#include "scenario.h"

static void interrupt(pid_t tracee)
{
	DO(PTRACE_INTERRUPT, tracee, 0, 0);
	show_wait(tracee, 0);
}

SCENARIO
{
	pid_t tracee = start_as("tracee", sleep_forever);

	await_call(tracee, SYS_pause);
	kill(tracee, SIGSTOP);
	show_wait(tracee, WUNTRACED);
	TRY(PTRACE_SEIZE, tracee, 0, 0);
	show_wait(tracee, 0);
	TRY(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_pause);
	interrupt(tracee);
	TRY(PTRACE_SYSCALL, tracee, 0, 0);
	show_wait(tracee, 0);
	TRY(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_pause);
	interrupt(tracee);
	kill(tracee, SIGCONT);
	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
	DO(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_pause);
	interrupt(tracee);
	kill_and_reap(tracee);
}
