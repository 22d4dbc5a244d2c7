/* "offset must be word-aligned" and inside the area, and some values are refused. */
#include "scenario.h"

#define AT(member)	 offsetof(struct user, member)

/* The kernel's has two members more than the C library's. */
#define KERNEL_USER_SIZE 928

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);
	unsigned long word = 7;

	TRY(PTRACE_PEEKUSR, tracee, 1, &word);
	TRY(PTRACE_PEEKUSR, tracee, 4, &word);
	TRY(PTRACE_PEEKUSR, tracee, sizeof(struct user) - 8, &word);
	TRY(PTRACE_PEEKUSR, tracee, KERNEL_USER_SIZE - 8, &word);
	TRY(PTRACE_PEEKUSR, tracee, KERNEL_USER_SIZE, &word);
	TRY(PTRACE_PEEKUSR, tracee, -8, &word);
	TRY(PTRACE_PEEKUSR, tracee, AT(i387), &word);
	say("i387 %lu", word);
	TRY(PTRACE_PEEKUSR, tracee, AT(start_code), &word);
	say("start_code %lu", word);
	TRY(PTRACE_PEEKUSR, tracee, AT(u_debugreg[0]), &word);
	TRY(PTRACE_PEEKUSR, tracee, AT(u_debugreg[4]), &word);
	TRY(PTRACE_PEEKUSR, tracee, AT(u_debugreg[7]), &word);
	say("dr7 %lx", word);
	TRY(PTRACE_POKEUSR, tracee, 4, 0);
	TRY(PTRACE_POKEUSR, tracee, KERNEL_USER_SIZE, 0);
	TRY(PTRACE_POKEUSR, tracee, AT(i387), 0);
	TRY(PTRACE_POKEUSR, tracee, AT(regs.cs), 0);
	TRY(PTRACE_POKEUSR, tracee, AT(regs.cs), 0x10);
	TRY(PTRACE_POKEUSR, tracee, AT(regs.ss), 0);
	TRY(PTRACE_POKEUSR, tracee, AT(regs.ds), 0x10);
	TRY(PTRACE_POKEUSR, tracee, AT(regs.fs_base), 1UL << 47);
	TRY(PTRACE_POKEUSR, tracee, AT(regs.fs_base), -1);
	TRY(PTRACE_POKEUSR, tracee, AT(u_debugreg[4]), 0);
	TRY(PTRACE_POKEUSR, tracee, AT(u_debugreg[5]), 0);
	kill_and_reap(tracee);
}
