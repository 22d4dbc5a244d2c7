/* So are the arguments: a tracer that makes its tracee exit otherwise. */
#include "scenario.h"

static void body(void)
{
	_exit(1);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;

	resume(PTRACE_SYSCALL, tracee, 0);
	regs = get_regs(tracee);
	say("%s(%d)", call_name(regs.orig_rax), (int)regs.rdi);
	regs.rdi = 42;
	TRY(PTRACE_SETREGS, tracee, 0, &regs);
	resume(PTRACE_SYSCALL, tracee, 0);
}
