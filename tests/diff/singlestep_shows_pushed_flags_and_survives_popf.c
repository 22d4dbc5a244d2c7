/* Stepping over pushf and popf: neither ends the stepping. */
#include "scenario.h"

extern char first[], last[];

static void body(void)
{
	__asm__ volatile("int3\n"
			 ".globl first\n"
			 "first: pushf\n"
			 "popf\n"
			 "nop\n"
			 "pushf\n"
			 "pop %%rax\n"
			 "push %%rax\n"
			 "popf\n"
			 ".globl last\n"
			 "last: nop\n" ::
				 : "rax", "memory", "cc");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;

	resume(PTRACE_CONT, tracee, 0);
	do {
		resume(PTRACE_SINGLESTEP, tracee, 0);
		regs = get_regs(tracee);
		say("at first+%ld, trap flag shown %d",
		    (long)(regs.rip - (unsigned long)first), !!(regs.eflags & 0x100));
	} while (regs.rip != (unsigned long)last && regs.rip - (unsigned long)first < 99);
	say("trap flag pushed: %d", !!(regs.rax & 0x100));
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
