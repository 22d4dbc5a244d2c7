/* PTRACE_ARCH_PRCTL: arch_prctl(2) on the tracee's behalf. */
#include "scenario.h"
#include <asm/prctl.h>

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);
	struct user_regs_struct regs = get_regs(tracee);
	unsigned long base = 0;

	TRY(PTRACE_ARCH_PRCTL, tracee, &base, ARCH_GET_FS);
	say("fs base: %s",
	    base && base == regs.fs_base ? "as in the registers" : "wrong");
	TRY(PTRACE_ARCH_PRCTL, tracee, &base, ARCH_GET_GS);
	say("gs base: %lx", base);
	TRY(PTRACE_ARCH_PRCTL, tracee, 0x12345000, ARCH_SET_GS);
	TRY(PTRACE_ARCH_PRCTL, tracee, &base, ARCH_GET_GS);
	say("gs base: %lx, in the registers %llx", base, get_regs(tracee).gs_base);
	TRY(PTRACE_ARCH_PRCTL, tracee, 1UL << 62, ARCH_SET_GS);
	TRY(PTRACE_ARCH_PRCTL, tracee, 16, ARCH_GET_FS);
	TRY(PTRACE_ARCH_PRCTL, tracee, &base, 0x7777);
	kill_and_reap(tracee);
}
