/* SETREGS: selectors that are no user's are EIO, those before them have been set already. */
#include "scenario.h"

static void try_set(pid_t pid, const char *what, const struct user_regs_struct *regs)
{
	struct user_regs_struct now;

	say("%s: %s", what,
	    result_text(ptrace_call(PTRACE_SETREGS, pid, 0, (unsigned long)regs)));
	now = get_regs(pid);
	say("  r15 %llx rax %llx cs %llx ss %llx", now.r15, now.rax, now.cs, now.ss);
}

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);
	struct user_regs_struct good = get_regs(tracee), regs = good;

	regs.r15 = 1;
	regs.rax = 1;
	regs.cs = 0x10;
	try_set(tracee, "the kernel's cs", &regs);
	regs = good;
	regs.r15 = 2;
	regs.rax = 2;
	regs.ss = 0;
	try_set(tracee, "no ss", &regs);
	regs = good;
	regs.r15 = 3;
	regs.fs_base = 1UL << 47;
	try_set(tracee, "an fs_base of the kernel's", &regs);
	regs = good;
	regs.r15 = 4;
	regs.gs_base = -1;
	try_set(tracee, "a gs_base of the kernel's", &regs);
	regs = good;
	regs.r15 = 5;
	regs.ds = 0x18;
	try_set(tracee, "a ds of the kernel's", &regs);
	regs = good;
	regs.r15 = 6;
	regs.rip = 1UL << 63;
	try_set(tracee, "an rip of the kernel's", &regs);
	TRY(PTRACE_SETREGS, tracee, 0, &good);
	say("r15 %s", get_regs(tracee).r15 == good.r15 ? "as before" : "changed");
	kill_and_reap(tracee);
}
