/* "PTRACE_SINGLESTEP: ... stopped after execution of a single instruction" */
#include "scenario.h"

extern char first[], last[];

static void body(void)
{
	__asm__ volatile("int3\n"
			 ".globl first\n"
			 "first: xor %%eax, %%eax\n"
			 "inc %%eax\n"
			 "nop\n"
			 "lea 1(%%rax), %%ecx\n"
			 "jmp 1f\n"
			 "nop\n"
			 "1: nop\n"
			 ".globl last\n"
			 "last: nop\n" ::
				 : "rax", "rcx");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;

	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	do {
		resume(PTRACE_SINGLESTEP, tracee, 0);
		show_siginfo(tracee);
		regs = get_regs(tracee);
		say("at first+%ld rax %ld", (long)(regs.rip - (unsigned long)first),
		    (long)regs.rax);
	} while (regs.rip != (unsigned long)last);
	resume(PTRACE_CONT, tracee, 0);
}
