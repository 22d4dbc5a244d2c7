/* PTRACE_PEEKUSER and POKEUSER: the USER area, word by word. */
#include "scenario.h"

#define AT(member) offsetof(struct user, member)

static void body(void)
{
	long a, b;

	__asm__ volatile("int3" : "=b"(a), "=D"(b) : "b"(11L), "D"(22L));
	say("tracee: rbx %ld rdi %ld", a, b);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	unsigned long word = 0;

	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_PEEKUSR, tracee, AT(regs.rbx), &word);
	say("rbx %lu", word);
	TRY(PTRACE_PEEKUSR, tracee, AT(regs.rdi), &word);
	say("rdi %lu", word);
	TRY(PTRACE_PEEKUSR, tracee, AT(regs.orig_rax), &word);
	say("orig_rax %ld", (long)word);
	TRY(PTRACE_PEEKUSR, tracee, AT(regs.cs), &word);
	say("cs %lx", word);
	TRY(PTRACE_POKEUSR, tracee, AT(regs.rbx), 111);
	TRY(PTRACE_POKEUSR, tracee, AT(regs.rdi), 222);
	TRY(PTRACE_PEEKUSR, tracee, AT(regs.rbx), &word);
	say("rbx %lu", word);
	resume(PTRACE_CONT, tracee, 0);
}
