/* What the kernel refuses in the debug registers. */
#include "scenario.h"

#define DR(n) offsetof(struct user, u_debugreg[n])

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);
	unsigned long word = 0;

	if (ptrace_call(PTRACE_POKEUSR, tracee, DR(7), 0x1) < 0)
		say("dr7 without an address is refused");
	DO(PTRACE_POKEUSR, tracee, DR(7), 0);
	TRY(PTRACE_POKEUSR, tracee, DR(0), -1L & ~0xfffUL);
	TRY(PTRACE_POKEUSR, tracee, DR(0), 1UL << 48);
	TRY(PTRACE_POKEUSR, tracee, DR(1), 0x1001);
	TRY(PTRACE_POKEUSR, tracee, DR(7), 0xd << 20 | 4);
	TRY(PTRACE_POKEUSR, tracee, DR(7), 0x2 << 20 | 4);
	TRY(PTRACE_POKEUSR, tracee, DR(7), 0x4 << 20 | 4);
	TRY(PTRACE_POKEUSR, tracee, DR(7), 1UL << 32);
	TRY(PTRACE_PEEKUSR, tracee, DR(7), &word);
	say("dr7 %lx", word);
	TRY(PTRACE_PEEKUSR, tracee, DR(1), &word);
	say("dr1 %lx", word);
	TRY(PTRACE_PEEKUSR, tracee, DR(6), &word);
	say("dr6 %lx", word & 0xf);
	kill_and_reap(tracee);
}
