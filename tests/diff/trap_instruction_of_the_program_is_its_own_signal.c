/* int3 that the program itself executes: SIGTRAP with SI_KERNEL, its handler runs if it is passed on. */
#include "scenario.h"

static void on_trap(int sig, siginfo_t *info, void *context)
{
	ucontext_t *user = context;

	say("tracee: %s, code %s, at the next instruction: %s", signal_name(sig),
	    code_name(sig, info->si_code),
	    *(unsigned char *)(user->uc_mcontext.gregs[REG_RIP] - 1) == 0xcc ? "yes"
									     : "no");
}

static void body(void)
{
	handle(SIGTRAP, on_trap, 0);
	__asm__ volatile("int3");
	say("tracee: goes on");
	__asm__ volatile("int3");
	say("tracee: goes on");
	signal(SIGTRAP, SIG_IGN);
	__asm__ volatile("int3");
	say("not reached: a fault that is ignored kills");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, SIGTRAP);
	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, SIGTRAP);
}
