/* A step over rt_sigreturn(2) ends where the handler's signal came in. */
#include "scenario.h"

extern char interrupted[];

static void on_usr1(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
}

static void body(void)
{
	handle(SIGUSR1, on_usr1, 0);
	__asm__ volatile("int3\n"
			 ".globl interrupted\n"
			 "interrupted: nop\n"
			 "nop\n");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;
	unsigned long word;
	int steps = 0;

	resume(PTRACE_CONT, tracee, 0);
	kill(tracee, SIGUSR1);
	resume(PTRACE_CONT, tracee, 0);
	say("at interrupted+%ld",
	    (long)(get_regs(tracee).rip - (unsigned long)interrupted));
	resume(PTRACE_SINGLESTEP, tracee, SIGUSR1);
	show_siginfo(tracee);
	say("in the handler: %d", get_regs(tracee).rip == (unsigned long)on_usr1);
	do { /* until the next instruction is rt_sigreturn's */
		DO(PTRACE_SINGLESTEP, tracee, 0, 0);
		expect_stop(tracee, SIGTRAP);
		regs = get_regs(tracee);
		DO(PTRACE_PEEKTEXT, tracee, regs.rip, &word);
	} while (((word & 0xffff) != 0x050f || regs.rax != SYS_rt_sigreturn) &&
		 steps++ < 1000);
	resume(PTRACE_SINGLESTEP, tracee, 0);
	show_siginfo(tracee);
	say("at interrupted+%ld",
	    (long)(get_regs(tracee).rip - (unsigned long)interrupted));
	resume(PTRACE_SINGLESTEP, tracee, 0);
	say("at interrupted+%ld",
	    (long)(get_regs(tracee).rip - (unsigned long)interrupted));
	resume(PTRACE_CONT, tracee, 0);
}
