/* PTRACE_SETREGS at the stop before a system call: the call is made as orig_rax says, wherever
 * instruction pointer and stack pointer have been set to; there the tracee goes on. */
#include "scenario.h"

static char stack[16384] __attribute__((aligned(16)));

static void elsewhere(void)
{
	say("tracee: elsewhere");
	_exit(3);
}

static void body(void)
{
	syscall(SYS_getppid);
	say("tracee: not reached");
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	regs = get_regs(tracee);
	regs.rip = (unsigned long)(uintptr_t)elsewhere;
	regs.rsp = (unsigned long)(uintptr_t)(stack + sizeof(stack) - 8);
	set_regs(tracee, &regs);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
