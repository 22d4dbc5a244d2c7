/*
 * An interrupt that finds the task in a ptrace-stop is served when it is
 * resumed; several are one.
 */
#include "scenario.h"

static void body(void)
{
	signal_self(SIGUSR1);
	sleep_forever();
}

SCENARIO
{
	pid_t tracee = start_seized(body, 0);

	show_wait(tracee, 0);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	show_wait(tracee, WNOHANG);
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, 0);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	TRY(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_pause);
	show_wait(tracee, WNOHANG);
	kill_and_reap(tracee);
}
