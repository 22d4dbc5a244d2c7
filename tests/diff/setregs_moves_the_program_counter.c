/* A tracer may send its tracee elsewhere. */
#include "scenario.h"

static void elsewhere(void)
{
	say("tracee: elsewhere");
	_exit(17);
}

static void body(void)
{
	signal_self(SIGUSR1);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;

	resume(PTRACE_CONT, tracee, 0);
	regs = get_regs(tracee);
	regs.rip = (unsigned long)elsewhere;
	regs.rsp = (regs.rsp & ~15UL) - 256 - 8;
	regs.orig_rax = -1;
	TRY(PTRACE_SETREGS, tracee, 0, &regs);
	resume(PTRACE_CONT, tracee, 0);
}
