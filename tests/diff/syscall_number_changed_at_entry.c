/* The call that is made is the one that orig_rax names when the tracee goes on. */
#include "scenario.h"

static void body(void)
{
	long result = syscall(SYS_getuid);

	say("tracee: got %s", value_text(SYS_getppid, result));
	result = syscall(SYS_close, -1);
	say("tracee: got %s", result == getpid() ? "its own pid" : "something else");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	regs = get_regs(tracee);
	regs.orig_rax = SYS_getppid;
	set_regs(tracee, &regs);
	show_call(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	show_interrupted_call(tracee);
	do {
		resume(PTRACE_SYSCALL, tracee, 0);
		regs = get_regs(tracee);
	} while (regs.orig_rax != SYS_close);
	DO(PTRACE_POKEUSR, tracee, offsetof(struct user, regs.orig_rax), SYS_getpid);
	resume(PTRACE_CONT, tracee, 0);
}
