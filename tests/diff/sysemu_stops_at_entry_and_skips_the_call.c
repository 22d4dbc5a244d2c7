/* "PTRACE_SYSEMU ... continue and stop on entry to the next system call, which will not be executed." */
#include "scenario.h"

static void body(void)
{
	long result = syscall(SYS_getppid);

	if (result != 1234)
		_exit(1);
	syscall(SYS_exit_group, 2);
	syscall(SYS_exit_group, 3);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSEMU, tracee, 0);
	show_call(tracee);
	show_siginfo(tracee);
	regs = get_regs(tracee);
	regs.rax = 1234;
	set_regs(tracee, &regs);
	resume(PTRACE_SYSEMU, tracee, 0);
	show_call(tracee);
	resume(PTRACE_SYSEMU, tracee, 0);
	show_call(tracee);
	say("status %ld", (long)get_regs(tracee).rdi);
	resume(PTRACE_CONT, tracee, 0);
}
