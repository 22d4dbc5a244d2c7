/* Four watchpoints, of writes and of any access: the status register says which one it was. */
#include "scenario.h"

#define DR(n) offsetof(struct user, u_debugreg[n])

static volatile long watched[4];

static void body(void)
{
	watched[2] = 1;
	watched[0] = 2;
	watched[3] =
		watched[1]; /* the last one watches any access, that one writes only */
	(void)watched[3];
	watched[1] = 3;
	_exit(0);
}

SCENARIO
{
	pid_t tracee;
	unsigned long word;
	int i;

	need_watchpoints();
	tracee = start_traced(body);
	for (i = 0; i < 4; i++)
		DO(PTRACE_POKEUSR, tracee, DR(i), &watched[i]);
	TRY(PTRACE_POKEUSR, tracee, DR(7), 0xf9990055UL & ~0UL);
	while (WIFSTOPPED(resume(PTRACE_CONT, tracee, 0))) {
		show_siginfo(tracee);
		DO(PTRACE_PEEKUSR, tracee, DR(6), &word);
		say("dr6 %lx", word & 0xf);
		DO(PTRACE_POKEUSR, tracee, DR(6), 0);
	}
}
