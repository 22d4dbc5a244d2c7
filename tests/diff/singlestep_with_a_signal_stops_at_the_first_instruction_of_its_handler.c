/* Stepping into a handler: the step is the entering of the handler. */
#include "scenario.h"

static void handler(int sig)
{
	(void)sig;
}

static void body(void)
{
	signal(SIGUSR1, handler);
	signal_self(SIGUSR1);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;

	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_SINGLESTEP, tracee, SIGUSR1);
	show_siginfo(tracee);
	regs = get_regs(tracee);
	say("at the handler: %s, rdi %s",
	    regs.rip == (unsigned long)handler ? "yes" : "no", signal_name(regs.rdi));
	resume(PTRACE_CONT, tracee, 0);
}
