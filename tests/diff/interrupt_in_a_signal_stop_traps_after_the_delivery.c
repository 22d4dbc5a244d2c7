/* PTRACE_INTERRUPT in a signal-delivery-stop: the trap is pending then, and what the signal leads
 * to comes first: the handler's frame, or the death of the process. */
#include "scenario.h"

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
}

static void handles(void)
{
	handle(SIGUSR1, handler, 0);
	signal_self(SIGUSR1);
}

static void dies(void)
{
	signal_self(SIGTERM);
}

static void let_pass(pid_t tracee, int sig)
{
	expect_stop(tracee, sig);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	resume(PTRACE_CONT, tracee, sig);
}

SCENARIO
{
	pid_t tracee = start_seized_as("handles", handles, 0);

	let_pass(tracee, SIGUSR1);
	say("at the handler: %d",
	    get_regs(tracee).rip == (unsigned long)(uintptr_t)handler);
	resume(PTRACE_CONT, tracee, 0);
	tracee = start_seized_as("dies", dies, PTRACE_O_TRACEEXIT);
	let_pass(tracee, SIGTERM);
	resume(PTRACE_CONT, tracee, 0);
}
