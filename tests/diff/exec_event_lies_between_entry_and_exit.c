/* "the PTRACE_EVENT_EXEC stop happens before execve(2) returns": entry, event, exit, no SIGTRAP. */
#include "scenario.h"

static void body(void)
{
	exec_exit(9);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_regs_struct regs;
	int i;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD);
	do
		DO(PTRACE_SYSCALL, tracee, 0, 0);
	while (wait_quietly(tracee) >> 8 == (SIGTRAP | 0x80) &&
	       get_regs(tracee).orig_rax != SYS_execve);
	show_call(tracee);
	for (i = 0; i < 2; i++) {
		resume(PTRACE_SYSCALL, tracee, 0);
		show_call(tracee);
		regs = get_regs(tracee);
		say("orig_rax %s, rax %s", call_name(regs.orig_rax),
		    value_text(SYS_execve, regs.rax));
	}
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
