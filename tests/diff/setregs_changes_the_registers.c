/* GETREGS and SETREGS: what is set is what the tracee continues with. */
#include "scenario.h"

static void body(void)
{
	long a = 0, b = 0;

	__asm__ volatile("mov $1, %%eax\n"
			 "int3\n"
			 "mov %%rax, %0\n"
			 "mov %%rdx, %1\n"
			 : "=r"(a), "=r"(b)
			 :
			 : "rax", "rdx");
	say("tracee: rax %ld rdx %ld", a, b);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;

	resume(PTRACE_CONT, tracee, 0);
	regs = get_regs(tracee);
	say("rax %ld orig_rax %ld", (long)regs.rax, (long)regs.orig_rax);
	regs.rax = 1001;
	regs.rdx = -7;
	TRY(PTRACE_SETREGS, tracee, 0, &regs);
	regs = get_regs(tracee);
	say("rax %ld rdx %ld", (long)regs.rax, (long)regs.rdx);
	regs.cs = 0;
	TRY(PTRACE_SETREGS, tracee, 0, &regs);
	regs = get_regs(tracee);
	say("cs %llx", regs.cs);
	regs.eflags |= 1 << 9 | 1 << 12 | 1 << 17 | 1;
	TRY(PTRACE_SETREGS, tracee, 0, &regs);
	say("eflags changed by %llx", get_regs(tracee).eflags ^ (regs.eflags & 0xcd5));
	resume(PTRACE_CONT, tracee, 0);
}
