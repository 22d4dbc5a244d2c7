/* What POKEUSER stores in the debug registers is what PEEKUSER reads. */
#include "scenario.h"

#define DR(n) offsetof(struct user, u_debugreg[n])

static long watched[4];

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);
	unsigned long word = 0;
	int i;

	for (i = 0; i < 4; i++)
		TRY(PTRACE_POKEUSR, tracee, DR(i), &watched[i]);
	for (i = 0; i < 4; i++) {
		DO(PTRACE_PEEKUSR, tracee, DR(i), &word);
		say("dr%d %s", i,
		    word == (unsigned long)&watched[i] ? "as set" : "wrong");
	}
	/* four watches of writes: 4 bytes, 8 bytes, 2 bytes, 1 byte */
	if (TRY(PTRACE_POKEUSR, tracee, DR(7), 0x15990155UL & ~0xff00UL) < 0) {
		kill_and_reap(tracee);
		skip("there are no hardware breakpoints");
	}
	DO(PTRACE_PEEKUSR, tracee, DR(7), &word);
	say("dr7 %lx", word);
	TRY(PTRACE_POKEUSR, tracee, DR(7), 0x1);
	DO(PTRACE_PEEKUSR, tracee, DR(7), &word);
	say("dr7 %lx", word);
	TRY(PTRACE_POKEUSR, tracee, DR(7), 0);
	DO(PTRACE_PEEKUSR, tracee, DR(7), &word);
	say("dr7 %lx", word);
	for (i = 0; i < 4; i++) {
		DO(PTRACE_PEEKUSR, tracee, DR(i), &word);
		say("dr%d %s", i,
		    word == (unsigned long)&watched[i] ? "as set" : "other");
	}
	TRY(PTRACE_POKEUSR, tracee, DR(6), 0x5);
	DO(PTRACE_PEEKUSR, tracee, DR(6), &word);
	say("dr6 %lx", word & 0xf);
	TRY(PTRACE_PEEKUSR, tracee, DR(4), &word);
	say("dr4 %lx", word);
	TRY(PTRACE_PEEKUSR, tracee, DR(5), &word);
	say("dr5 %lx", word);
	TRY(PTRACE_POKEUSR, tracee, DR(4), 1);
	TRY(PTRACE_POKEUSR, tracee, DR(7) + 8, 1);
	kill_and_reap(tracee);
}
