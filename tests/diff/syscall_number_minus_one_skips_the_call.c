/* "set orig_rax to -1": nothing is called, and rax is the result as the tracer left it. */
#include "scenario.h"

static void body(void)
{
	long result = syscall(SYS_kill, getpid(), SIGKILL);

	say("tracee: kill gave %ld %s", result, error_name(errno));
	result = syscall(SYS_kill, getpid(), SIGKILL);
	say("tracee: kill gave %ld", result);
	_exit(0);
}

static void to_kill(pid_t tracee)
{
	do {
		DO(PTRACE_SYSCALL, tracee, 0, 0);
		must(WIFSTOPPED(wait_quietly(tracee)));
	} while (get_regs(tracee).orig_rax != SYS_kill);
	show_call(tracee);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	to_kill(tracee);
	regs = get_regs(tracee);
	regs.orig_rax = -1;
	set_regs(tracee, &regs);
	show_call(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	to_kill(tracee);
	regs = get_regs(tracee);
	regs.orig_rax = -1;
	regs.rax = 55;
	set_regs(tracee, &regs);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
