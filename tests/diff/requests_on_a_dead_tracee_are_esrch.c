/* A tracee that has exited but was not waited for is not stopped. */
#include "scenario.h"

static void body(void)
{
	_exit(1);
}

SCENARIO
{
	struct user_regs_struct regs;
	unsigned long word;
	pid_t tracee = start_traced(body);

	TRY(PTRACE_CONT, tracee, 0, 0);
	show_waitid(P_PID, tracee, WEXITED | WNOWAIT);
	TRY(PTRACE_PEEKDATA, tracee, &shared, &word);
	TRY(PTRACE_GETREGS, tracee, 0, &regs);
	TRY(PTRACE_CONT, tracee, 0, 0);
	TRY(PTRACE_DETACH, tracee, 0, 0);
	TRY(PTRACE_SETOPTIONS, tracee, 0, 0);
	show_wait(tracee, 0);
}
