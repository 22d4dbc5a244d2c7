/* What rax holds when the tracee leaves its syscall-exit-stop is the result. */
#include "scenario.h"

static void body(void)
{
	long result = syscall(SYS_getuid);

	say("tracee: got %ld", result);
	result = syscall(SYS_getuid);
	say("tracee: got %ld %s", result, error_name(errno));
	_exit(0);
}

SCENARIO
{
	static const long results[] = { 1234, -EBUSY };
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;
	int i;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	for (i = 0; i < 2; i++) {
		do {
			DO(PTRACE_SYSCALL, tracee, 0, 0);
			must(WIFSTOPPED(wait_quietly(tracee)));
			regs = get_regs(tracee);
		} while (regs.orig_rax != SYS_getuid);
		DO(PTRACE_SYSCALL, tracee, 0, 0);
		wait_quietly(tracee);
		regs = get_regs(tracee);
		regs.rax = results[i];
		set_regs(tracee, &regs);
		show_call(tracee);
	}
	resume(PTRACE_CONT, tracee, 0);
}
