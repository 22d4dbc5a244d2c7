/* A debug register set for execution: the trap comes before the instruction, and CONT passes it. */
#include "scenario.h"

#define DR(n) offsetof(struct user, u_debugreg[n])

__attribute__((noinline)) static int target(int x)
{
	__asm__ volatile("" : "+r"(x));
	return x + 1;
}

static void body(void)
{
	_exit(target(4) + target(5));
}

SCENARIO
{
	pid_t tracee;
	struct user_regs_struct regs;
	unsigned long word;
	int i;

	need_watchpoints();
	tracee = start_traced(body);
	TRY(PTRACE_POKEUSR, tracee, DR(2), target);
	TRY(PTRACE_POKEUSR, tracee, DR(7), 0x10);
	for (i = 0; i < 2; i++) {
		resume(PTRACE_CONT, tracee, 0);
		show_siginfo(tracee);
		regs = get_regs(tracee);
		DO(PTRACE_PEEKUSR, tracee, DR(6), &word);
		say("at target+%ld, argument %d, dr6 %lx",
		    (long)(regs.rip - (unsigned long)target), (int)regs.rdi, word & 0xf);
	}
	resume(PTRACE_CONT, tracee, 0);
}
