/* PTRACE_INTERRUPT in a group-stop, and PTRACE_LISTEN then: the pending trap does not end the
 * listening; the next interrupt does, and both are one stop. PTRACE_LISTEN goes by the siginfo,
 * which PTRACE_SETSIGINFO changes. */
#include "scenario.h"

static void body(void)
{
	signal_self(SIGSTOP);
}

SCENARIO
{
	pid_t tracee = start_seized(body, 0);
	siginfo_t info, other;

	expect_stop(tracee, SIGSTOP);
	resume(PTRACE_CONT, tracee, SIGSTOP);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	TRY(PTRACE_LISTEN, tracee, 0, 0);
	await_stopped(tracee);
	show_wait(tracee, WNOHANG | __WALL);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	show_wait(tracee, __WALL);
	DO(PTRACE_GETSIGINFO, tracee, 0, &info);
	other = info;
	other.si_code = SI_QUEUE;
	DO(PTRACE_SETSIGINFO, tracee, 0, &other);
	TRY(PTRACE_LISTEN, tracee, 0, 0);
	DO(PTRACE_SETSIGINFO, tracee, 0, &info);
	TRY(PTRACE_LISTEN, tracee, 0, 0);
	must(kill(tracee, SIGCONT) == 0);
	show_wait(tracee, __WALL);
	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
}
