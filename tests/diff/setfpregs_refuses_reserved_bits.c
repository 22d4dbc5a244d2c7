/* SETFPREGS and SETREGSET(NT_PRFPREG): reserved bits of MXCSR are EINVAL; a part may be set. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);
	struct user_fpregs_struct regs, bad;
	struct iovec iov = { &bad, sizeof(bad) };

	DO(PTRACE_GETFPREGS, tracee, 0, &regs);
	bad = regs;
	bad.mxcsr = 0xffff0000;
	TRY(PTRACE_SETFPREGS, tracee, 0, &bad);
	TRY(PTRACE_SETREGSET, tracee, NT_PRFPREG, &iov);
	bad.mxcsr = 0x1fa0;
	TRY(PTRACE_SETFPREGS, tracee, 0, &bad);
	DO(PTRACE_GETFPREGS, tracee, 0, &regs);
	say("mxcsr %x", regs.mxcsr);
	bad.mxcsr = 0x1f80;
	iov.iov_len = 28;
	TRY(PTRACE_SETREGSET, tracee, NT_PRFPREG, &iov);
	say("length %zu", iov.iov_len);
	DO(PTRACE_GETFPREGS, tracee, 0, &regs);
	say("mxcsr %x", regs.mxcsr);
	kill_and_reap(tracee);
}
