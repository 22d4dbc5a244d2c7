/* A call that PTRACE_SYSEMU skips is not seen by seccomp filters, and its number stays in orig_rax,
 * however the tracee is resumed. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include "scenario.h"

/* A number that no call has kills. */
static void forbid_unknown_calls(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x80000000u, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { sizeof(code) / sizeof(code[0]), code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter))
		_exit(1);
}

static void call(void)
{
	__asm__ volatile("syscall\n"
			 "nop\n"
			 "int3\n" ::"a"(SYS_getppid)
			 : "rcx", "r11", "memory");
}

static void body(void)
{
	forbid_unknown_calls();
	for (;;)
		call();
}

static void show_number(pid_t tracee)
{
	struct user_regs_struct regs = get_regs(tracee);

	say("orig_rax %ld, rax %ld", (long)regs.orig_rax, (long)regs.rax);
}

/* From the trap before the call to the one after it, skipping it and resuming from there so. */
static void skip_and(long request, pid_t tracee, const char *name)
{
	struct user_regs_struct regs;
	int stops = 0;

	say("-- %s", name);
	resume(PTRACE_SYSEMU, tracee, 0);
	regs = get_regs(tracee);
	show_number(tracee);
	regs.rax = 1234;
	set_regs(tracee, &regs);
	do {
		resume(request, tracee, 0);
		show_siginfo(tracee);
		show_number(tracee);
	} while (request != PTRACE_CONT && request != PTRACE_SYSEMU && ++stops < 2);
	if (stops)
		resume(PTRACE_CONT, tracee, 0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
	resume(PTRACE_CONT, tracee, 0);
	skip_and(PTRACE_SYSEMU, tracee, "SYSEMU");
	skip_and(PTRACE_CONT, tracee, "CONT");
	skip_and(PTRACE_SYSCALL, tracee, "SYSCALL");
	skip_and(PTRACE_SINGLESTEP, tracee, "SINGLESTEP");
	skip_and(PTRACE_SYSEMU_SINGLESTEP, tracee, "SYSEMU_SINGLESTEP");
	kill_and_reap(tracee);
}
