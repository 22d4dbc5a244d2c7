/* The flags register: IOPL, IF, VM and NT are not for a tracer to set; TF and CF are. */
#include "scenario.h"

#define FLAGS offsetof(struct user, regs.eflags)

static void body(void)
{
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	unsigned long before, word;

	DO(PTRACE_PEEKUSR, tracee, FLAGS, &before);
	TRY(PTRACE_POKEUSR, tracee, FLAGS, before | 0x3000 | 0x20000 | 0x4000 | 0x1);
	DO(PTRACE_PEEKUSR, tracee, FLAGS, &word);
	say("changed: %lx", word & ~before);
	TRY(PTRACE_POKEUSR, tracee, FLAGS, 0);
	DO(PTRACE_PEEKUSR, tracee, FLAGS, &word);
	say("left: %lx", word);
	TRY(PTRACE_POKEUSR, tracee, FLAGS, before | 0x100);
	DO(PTRACE_PEEKUSR, tracee, FLAGS, &word);
	say("changed: %lx", word & ~before);
	resume(PTRACE_CONT, tracee, 0); /* the trap that TF makes */
	show_siginfo(tracee);
	TRY(PTRACE_POKEUSR, tracee, FLAGS, before);
	resume(PTRACE_CONT, tracee, 0);
}
