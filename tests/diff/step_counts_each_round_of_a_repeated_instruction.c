/* rep movsb is stopped after each round, at the same instruction. */
#include "scenario.h"

extern char first[], last[];

static void body(void)
{
	static char from[8], to[8];

	__asm__ volatile("lea %0, %%rsi\n"
			 "lea %1, %%rdi\n"
			 "mov $4, %%ecx\n"
			 "int3\n"
			 ".globl first\n"
			 "first: rep movsb\n"
			 ".globl last\n"
			 "last: nop\n" ::"m"(from),
			 "m"(to)
			 : "rsi", "rdi", "rcx", "memory");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;

	resume(PTRACE_CONT, tracee, 0);
	do {
		DO(PTRACE_SINGLESTEP, tracee, 0, 0);
		expect_stop(tracee, SIGTRAP);
		regs = get_regs(tracee);
		say("at first+%ld, rcx %llu", (long)(regs.rip - (unsigned long)first),
		    regs.rcx);
	} while (regs.rip != (unsigned long)last);
	resume(PTRACE_CONT, tracee, 0);
}
