// SPDX-License-Identifier: MIT
/*
 * look.c: what the active tracer reads of a stopped task. See meddle.c.
 */
#include <elf.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <seccomp.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "meddle.h"

bool get_regs(const struct task *task, struct user_regs_struct *regs)
{
	return REQUEST(task, GETREGS, 0, regs); /* in this layout for an i386 task, too */
}

static bool is_i386(const struct user_regs_struct *regs)
{
	return regs->cs == 0x23;
}

/* The number on x86-64 of a system call. */
long native_number(uint32_t arch, long nr)
{
	char *name;
	int native;

	if (arch == AUDIT_ARCH_X86_64)
		return nr;
	name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_X86, (int)nr);
	native = name ? seccomp_syscall_resolve_name(name) : -1;
	free(name);
	return native < 0 ? UNKNOWN_CALL : native;
}

/* A line of /proc/TID/status; false if there is no such task. */
static bool read_status(const struct task *task, const char *name, int base,
			unsigned long long *value)
{
	char path[64], text[4096];
	const char *line;
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/status", task->tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[len > 0 ? len : 0] = '\0';
	line = strstr(text, name);
	if (line)
		*value = strtoull(line + strlen(name), NULL, base);
	return line;
}

pid_t leader_of(const struct task *task)
{
	unsigned long long tgid = 0;

	return read_status(task, "\nTgid:\t", 10, &tgid) ? (pid_t)tgid : 0;
}

static bool ignores_trap(const struct task *task)
{
	unsigned long long ignored;

	return !read_status(task, "\nSigIgn:\t", 16, &ignored) ||
	       ignored & (1u << (SIGTRAP - 1));
}

/* May it get a SIGTRAP that is not its own? force_sig_info_to_task() would unblock one that
 * is blocked, and set one that is ignored to its default, for good. */
bool may_trap(const struct task *task)
{
	uint64_t mask = 0;

	return REQUEST(task, GETSIGMASK, sizeof(mask), &mask) &&
	       !(mask & (1u << (SIGTRAP - 1))) && !ignores_trap(task);
}

/* Is the system call one that changes what is blocked or ignored? */
static bool concerns_signals(unsigned long nr)
{
	return nr == SYS_rt_sigaction || nr == SYS_rt_sigprocmask ||
	       nr == SYS_rt_sigreturn || nr == SYS_rt_sigsuspend;
}

/* … and one step more? Not over what shows the trap flag to the program, sets it, or traps
 * itself. */
bool may_step(const struct task *task)
{
	struct user_regs_struct regs;
	union {
		long word;
		unsigned char byte[sizeof(long)];
	} text;
	const unsigned char *insn = text.byte;

	if (!get_regs(task, &regs) || (regs.eflags & TRAP_FLAG) ||
	    !REQUEST(task, PEEKDATA, regs.rip, &text.word) || !may_trap(task))
		return false;
	if (is_i386(&regs) && insn[0] == 0x0f && (insn[1] == 0x05 || insn[1] == 0x34))
		return false;
	while (*insn == 0x66 ||
	       (!is_i386(&regs) && (*insn & 0xf0) == 0x40)) /* prefixes */
		if (++insn == text.byte + sizeof(text) - 1)
			return false;
	if (insn[0] == 0x0f && insn[1] == 0x05 && concerns_signals(regs.rax))
		return false;
	/* pushf, popf, int3, int, into, iret, icebp; mov and pop to ss delay the trap */
	return *insn != 0x9c && *insn != 0x9d && *insn != 0x8e &&
	       (*insn < 0xcc || *insn > 0xcf) && *insn != 0xf1;
}

/* The time at an address is not worth speaking of. */
static bool is_short(const struct task *task, unsigned long addr)
{
	long seconds, nanoseconds;

	return REQUEST(task, PEEKDATA, addr, &seconds) && seconds == 0 &&
	       REQUEST(task, PEEKDATA, addr + sizeof(long), &nanoseconds) &&
	       nanoseconds < 10000000;
}

/* Does a system call begin again if it is interrupted? One that does so by restart_syscall can
 * be told from what it was: not if it takes longer than a moment. */
bool will_restart(const struct task *task, const struct ptrace_syscall_info *call)
{
	switch (native_number(call->arch, (long)call->entry.nr)) {
	case SYS_read:
	case SYS_write:
	case SYS_wait4:
	case SYS_waitid:
	case SYS_pause:
	case SYS_rt_sigsuspend:
		return true;
	case SYS_futex:
		return call->entry.args[3] == 0;
	case SYS_nanosleep:
		return call->arch == AUDIT_ARCH_X86_64 &&
		       is_short(task, call->entry.args[0]);
	case SYS_clock_nanosleep:
		return call->arch == AUDIT_ARCH_X86_64 &&
		       is_short(task, call->entry.args[2]);
	default:
		return false;
	}
}

bool is_before_call(const struct task *task)
{
	struct user_regs_struct regs;
	long word;

	return !get_regs(task, &regs) || !REQUEST(task, PEEKDATA, regs.rip, &word) ||
	       (word & 0xffff) == 0x050f;
}

/* At the event of a birth: the flags of the call. */
unsigned long clone_flags(const struct task *task)
{
	struct user_regs_struct regs;
	unsigned long first;
	long flags;

	if (!get_regs(task, &regs))
		return 0;
	first = is_i386(&regs) ? regs.rbx : regs.rdi;
	switch (native_number(is_i386(&regs) ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64,
			      (long)regs.orig_rax)) {
	case SYS_vfork:
		return 0x100; /* CLONE_VM */
	case SYS_clone:
		return first;
	case SYS_clone3: /* the first word of struct clone_args */
		return REQUEST(task, PEEKDATA, first, &flags) ? (unsigned long)flags : 0;
	default:
		return 0;
	}
}

/* Read this and that, and write back the same. */
void look(const struct task *task)
{
	struct user_regs_struct regs;
	struct ptrace_syscall_info call;
	char bytes[64], floats[4096];
	struct iovec local = { bytes, sizeof(bytes) }, remote = { NULL, sizeof(bytes) };
	struct iovec state = { floats, sizeof(floats) };
	uint64_t mask;
	long word;

	if (!get_regs(task, &regs))
		return;
	switch (task->stops % 7) {
	case 0:
		REQUEST(task, PEEKDATA, regs.rsp & ~7ul, &word);
		break;
	case 1:
		REQUEST(task, GET_SYSCALL_INFO, sizeof(call), &call);
		break;
	case 2:
		remote.iov_base = (void *)(regs.rsp & ~63ul);
		process_vm_readv(task->tid, &local, 1, &remote, 1, 0);
		break;
	case 3:
		REQUEST(task, GETSIGMASK, sizeof(mask), &mask);
		break;
	case 4:
		REQUEST(task, GETREGSET, NT_X86_XSTATE, &state);
		break;
	case 5:
		REQUEST(task, SETREGS, 0, &regs);
		break;
	default:
		REQUEST(task, PEEKDATA, regs.rip & ~7ul, &word);
		break;
	}
}
