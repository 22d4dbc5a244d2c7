/* "PTRACE_SYSEMU_SINGLESTEP: do the same but also singlestep if not a system call." */
#include "scenario.h"

enum { SYSEMU_SINGLESTEP = 32 };

extern char first[];

static void body(void)
{
	__asm__ volatile("mov $110, %%eax\n" /* getppid */
			 "int3\n"
			 ".globl first\n"
			 "first: nop\n"
			 "syscall\n"
			 "nop\n"
			 "nop\n" ::
				 : "rax", "rcx", "r11", "memory");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;
	int i;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_CONT, tracee, 0);
	for (i = 0; i < 4; i++) {
		resume(SYSEMU_SINGLESTEP, tracee, 0);
		show_siginfo(tracee);
		show_call(tracee);
		regs = get_regs(tracee);
		say("at first+%ld", (long)(regs.rip - (unsigned long)first));
	}
	resume(PTRACE_CONT, tracee, 0);
}
