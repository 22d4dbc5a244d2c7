/* The tracer that suppresses a SIGSEGV and mends the pointer lets the program go on. */
#include "scenario.h"

static volatile int good;

static void body(void)
{
	register volatile int *pointer __asm__("rbx") = (volatile int *)16;

	__asm__ volatile("movl $7, (%0)" : : "r"(pointer) : "memory");
	_exit(good);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;

	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_siginfo(tracee);
	regs = get_regs(tracee);
	say("rbx %llx", regs.rbx);
	regs.rbx = (unsigned long)&good;
	set_regs(tracee, &regs);
	resume(PTRACE_CONT, tracee, 0);
}
