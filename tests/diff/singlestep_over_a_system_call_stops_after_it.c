/* A system call is one instruction to a single-stepping tracer. */
#include "scenario.h"

extern char first[], last[];

static void body(void)
{
	__asm__ volatile("mov $110, %%eax\n" /* getppid */
			 "int3\n"
			 ".globl first\n"
			 "first: syscall\n"
			 "nop\n"
			 "nop\n"
			 ".globl last\n"
			 "last: nop\n" ::
				 : "rax", "rcx", "r11", "memory");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;

	resume(PTRACE_CONT, tracee, 0);
	do {
		resume(PTRACE_SINGLESTEP, tracee, 0);
		show_siginfo(tracee);
		regs = get_regs(tracee);
		say("at first+%ld rax %s", (long)(regs.rip - (unsigned long)first),
		    value_text(SYS_getppid, regs.rax));
	} while (regs.rip != (unsigned long)last);
	resume(PTRACE_CONT, tracee, 0);
}
