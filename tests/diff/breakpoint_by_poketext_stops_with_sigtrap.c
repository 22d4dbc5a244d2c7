/* The debugger's loop: int3 in, SIGTRAP, original back, rip - 1, step, go on. */
#include "scenario.h"

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
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;
	unsigned long original;
	int i;

	DO(PTRACE_PEEKTEXT, tracee, target, &original);
	for (i = 0; i < 2; i++) {
		TRY(PTRACE_POKETEXT, tracee, target, (original & ~0xffUL) | 0xcc);
		resume(PTRACE_CONT, tracee, 0);
		show_siginfo(tracee);
		regs = get_regs(tracee);
		say("at target+%ld, argument %d",
		    (long)(regs.rip - (unsigned long)target), (int)regs.rdi);
		TRY(PTRACE_POKETEXT, tracee, target, original);
		regs.rip--;
		set_regs(tracee, &regs);
		resume(PTRACE_SINGLESTEP, tracee, 0);
	}
	resume(PTRACE_CONT, tracee, 0);
}
