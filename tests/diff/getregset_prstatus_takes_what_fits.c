/*
 * "If the kernel returns more than iov_len, it is truncated; iov_len is set to
 * the number of bytes actually returned."
 */
#include "scenario.h"

static void try_regset(pid_t pid, const char *what, unsigned type, size_t size)
{
	static char buffer[16384];
	struct iovec iov = { buffer, size };
	long result;

	memset(buffer, 0x5a, sizeof(buffer));
	result = ptrace_call(PTRACE_GETREGSET, pid, type, (unsigned long)&iov);
	say("%s of %zu: %s, length %zu%s", what, size, result_text(result), iov.iov_len,
	    size < sizeof(buffer) && buffer[size] != 0x5a ? ", overrun" : "");
}

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);
	struct user_regs_struct all, regs;
	struct iovec iov = { &regs, 16 };

	try_regset(tracee, "prstatus", NT_PRSTATUS, sizeof(regs));
	try_regset(tracee, "prstatus", NT_PRSTATUS, 1000);
	try_regset(tracee, "prstatus", NT_PRSTATUS, 16);
	try_regset(tracee, "prstatus", NT_PRSTATUS, 0);
	try_regset(tracee, "prstatus", NT_PRSTATUS, 15);
	try_regset(tracee, "prstatus", NT_PRSTATUS, 4);
	try_regset(tracee, "fpregset", NT_PRFPREG, 512);
	try_regset(tracee, "fpregset", NT_PRFPREG, 600);
	try_regset(tracee, "fpregset", NT_PRFPREG, 32);
	try_regset(tracee, "fpregset", NT_PRFPREG, 2);
	try_regset(tracee, "unknown type", 0x7777, 512);
	try_regset(tracee, "type 0", 0, 512);
	try_regset(tracee, "type -1", -1, 512);
	TRY(PTRACE_GETREGSET, tracee, 1UL << 32 | NT_PRSTATUS, &iov);

	all = get_regs(tracee);
	regs = all;
	regs.r15 = 1515;
	regs.r14 = 1414;
	regs.r13 = 1313;
	TRY(PTRACE_SETREGSET, tracee, NT_PRSTATUS, &iov);
	regs = get_regs(tracee);
	say("r15 %llu r14 %llu r13 %s", regs.r15, regs.r14,
	    regs.r13 == all.r13 ? "unchanged" : "changed");
	iov.iov_len = 12;
	TRY(PTRACE_SETREGSET, tracee, NT_PRSTATUS, &iov);
	iov.iov_len = sizeof(regs);
	TRY(PTRACE_SETREGSET, tracee, 0x7777, &iov);
	kill_and_reap(tracee);
}
