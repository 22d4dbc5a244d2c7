/* Debug registers in the USER area: a write to the watched word raises SIGTRAP. */
#include "scenario.h"

#define DR(n) offsetof(struct user, u_debugreg[n])

static volatile long watched;

static void body(void)
{
	watched = 5;
	getppid();
	watched = 6;
	say("tracee: %ld", watched);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	unsigned long status = 0;
	long value = 0;
	int i;

	TRY(PTRACE_POKEUSR, tracee, DR(0), &watched);
	if (TRY(PTRACE_POKEUSR, tracee, DR(7), 0xd0001) < 0) {
		kill_and_reap(tracee);
		skip("there are no hardware breakpoints");
	}
	TRY(PTRACE_PEEKUSR, tracee, DR(0), &status);
	say("dr0 %s", status == (unsigned long)&watched ? "as set" : "wrong");
	TRY(PTRACE_PEEKUSR, tracee, DR(7), &status);
	say("dr7 %lx", status);
	for (i = 0; i < 2; i++) {
		if (!WIFSTOPPED(resume(PTRACE_CONT, tracee, 0)))
			return;
		show_siginfo(tracee);
		DO(PTRACE_PEEKUSR, tracee, DR(6), &status);
		say("dr6 %lx", status & 0xf);
		DO(PTRACE_PEEKDATA, tracee, &watched, &value);
		say("value %ld", value);
		TRY(PTRACE_POKEUSR, tracee, DR(6), 0);
	}
	TRY(PTRACE_POKEUSR, tracee, DR(7), 0);
	resume(PTRACE_CONT, tracee, 0);
}
