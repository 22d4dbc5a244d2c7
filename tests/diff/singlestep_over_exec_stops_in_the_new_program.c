/* A step over execve(2): its SIGTRAP, then the step's trap or the next one, in the new program. */
#include "scenario.h"

static void body(void)
{
	exec_exit(5);
}

static void step_over_exec(unsigned long options)
{
	pid_t tracee = start_traced(body);
	unsigned long word;
	int i;

	DO(PTRACE_SETOPTIONS, tracee, 0, options | PTRACE_O_TRACESYSGOOD);
	for (;;) { /* to the entry of execve */
		DO(PTRACE_SYSCALL, tracee, 0, 0);
		must(WIFSTOPPED(wait_quietly(tracee)));
		if (get_regs(tracee).orig_rax == SYS_execve)
			break;
	}
	for (i = 0; i < 3; i++) {
		resume(PTRACE_SINGLESTEP, tracee, 0);
		show_siginfo(tracee);
	}
	word = get_regs(tracee).rip;
	resume(PTRACE_SINGLESTEP, tracee, 0);
	say("moved on: %s", get_regs(tracee).rip != word ? "yes" : "no");
	resume(PTRACE_CONT, tracee, 0);
}

SCENARIO
{
	step_over_exec(0);
	step_over_exec(PTRACE_O_TRACEEXEC);
}
