/* The trap flag of the program's own is a SIGTRAP to it, and stays while a tracer steps over it. */
#include "scenario.h"

static void on_trap(int sig, siginfo_t *info, void *context)
{
	ucontext_t *user = context;

	say("tracee: %s %s", signal_name(sig), code_name(sig, info->si_code));
	user->uc_mcontext.gregs[REG_EFL] &= ~0x100L;
}

static void body(void)
{
	handle(SIGTRAP, on_trap, 0);
	__asm__ volatile("pushf\n"
			 "orq $0x100, (%%rsp)\n"
			 "popf\n"
			 "nop\n"
			 "nop\n" ::
				 : "memory", "cc");
	say("tracee: goes on");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	say("trap flag shown %d", !!(get_regs(tracee).eflags & 0x100));
	resume(PTRACE_CONT, tracee, SIGTRAP);
}
