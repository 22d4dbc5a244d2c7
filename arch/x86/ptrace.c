/* SPDX-License-Identifier: MIT
 * ptrace.c: the requests that each architecture defines for itself, for x86-64, and what the
 * core must know of the registers. The counterpart of arch/x86/kernel/ptrace.c.
 */
#include <linux/audit.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/user.h>

#include "core/vpt.h"
#include "debugreg.h"
#include "requests.h"

/* linux/sched.h */
enum { X86_CLONE_VFORK = 0x4000 };

/* int3 */
const unsigned char vpt_arch_breakpoint_insn = 0xcc;

/* asm-generic/siginfo.h: what do_int3() sends */
enum { X86_SI_KERNEL = 0x80 };

/* asm/processor-flags.h: the next instruction runs whatever the debug registers say */
#define FLAG_RESUME 0x10000ul

/* The place of the flags among the registers. */
enum { FLAGS_REG = offsetof(struct user_regs_struct, eflags) / sizeof(long) };

/* asm/prctl.h */
enum { X86_ARCH_GET_FS = 0x1003, X86_ARCH_GET_GS = 0x1004 };

/* include/linux/errno.h: results of a call that signal handling will restart. */
enum {
	X86_ERESTARTSYS = 512,
	X86_ERESTARTNOINTR = 513,
	X86_ERESTARTNOHAND = 514,
	X86_ERESTART_RESTARTBLOCK = 516,
};

static long machine(struct vpt_task *task, long request, unsigned long addr, void *data)
{
	return VPT_OP(task->vpt, request, task->tid, request, addr, data);
}

static long peek_user(struct vpt_task *task, unsigned long offset, long *word)
{
	return machine(task, PTRACE_PEEKUSR, offset, word);
}

static void poke_user(struct vpt_task *task, unsigned long offset, long word)
{
	machine(task, PTRACE_POKEUSR, offset, (void *)word);
}

void vpt_arch_set_ip(struct vpt_task *task, unsigned long ip)
{
	poke_user(task, offsetof(struct user_regs_struct, rip), (long)ip);
}

bool vpt_arch_get_regs(struct vpt_task *task, unsigned long *regs)
{
	_Static_assert(sizeof(struct user_regs_struct) == VPT_ARCH_NREGS * sizeof(long),
		       "as PTRACE_GETREGS has them");
	return machine(task, X86_GETREGS, 0, regs) == 0;
}

/* The places of the instruction and the stack pointer among them. */
const unsigned vpt_arch_ip_reg = offsetof(struct user_regs_struct, rip) / sizeof(long);
const unsigned vpt_arch_sp_reg = offsetof(struct user_regs_struct, rsp) / sizeof(long);

void vpt_arch_set_regs(struct vpt_task *task, unsigned long *regs)
{
	machine(task, X86_SETREGS, 0, regs);
}

enum { CALL_INSN = 2 }; /* the length of syscall, int $0x80 and sysenter */

/* Is the task in a system call, or just after one that could begin again? A tracer that wants
 * neither has set orig_rax to -1. */
bool vpt_arch_in_call(struct vpt_task *task)
{
	long orig_rax;

	return peek_user(task, offsetof(struct user_regs_struct, orig_rax), &orig_rax) ==
		       0 &&
	       orig_rax >= 0;
}

/* Is the task at the exit of a call that was interrupted and will restart? */
bool vpt_arch_interrupted(struct vpt_task *task)
{
	long rax;

	if (!vpt_arch_in_call(task) ||
	    peek_user(task, offsetof(struct user_regs_struct, rax), &rax))
		return false;
	return rax == -X86_ERESTARTSYS || rax == -X86_ERESTARTNOINTR ||
	       rax == -X86_ERESTARTNOHAND || rax == -X86_ERESTART_RESTARTBLOCK;
}

/* Has the task run into a breakpoint instruction? *addr: where. */
bool vpt_arch_is_breakpoint_trap(struct vpt_task *task, const siginfo_t *info,
				 unsigned long *addr)
{
	if (info->si_signo != SIGTRAP || info->si_code != X86_SI_KERNEL)
		return false;
	*addr = vpt_arch_ip(task) - 1;
	return true;
}

/* Has the task come to where nothing can be executed? *addr: there. */
bool vpt_arch_is_fetch_fault(struct vpt_task *task, const siginfo_t *info,
			     unsigned long *addr)
{
	if (info->si_signo != SIGSEGV ||
	    (info->si_code != SEGV_MAPERR && info->si_code != SEGV_ACCERR))
		return false;
	*addr = vpt_arch_ip(task);
	return (unsigned long)info->si_addr == *addr;
}

/* A breakpoint where the task is, into which it has not run: make registers and siginfo those
 * of its trap. A debug register's comes before the instruction, and lets it run then (RF). */
void vpt_arch_missed_trap(struct vpt_attachment *att, unsigned long *regs,
			  siginfo_t *info)
{
	unsigned long addr = regs[vpt_arch_ip_reg];

	if (att->missed == MISSED_WATCH) {
		vpt_siginfo_kernel(info, SIGTRAP, X86_TRAP_HWBKPT);
		info->si_addr = (void *)addr;
		regs[FLAGS_REG] |= FLAG_RESUME;
		vpt_arch_watch_hit(att, addr);
	} else {
		vpt_siginfo_kernel(info, SIGTRAP, X86_SI_KERNEL);
		regs[FLAGS_REG] &= ~FLAG_RESUME;
		regs[vpt_arch_ip_reg] = addr + 1;
	}
}

/* The instruction where the task is runs whatever the debug registers say. */
void vpt_arch_let_pass(struct vpt_task *task)
{
	unsigned long offset = offsetof(struct user_regs_struct, eflags);
	long flags;

	if (!peek_user(task, offset, &flags))
		poke_user(task, offset, flags | (long)FLAG_RESUME);
}

/* A layer that has been shown these lets go: RF is no wish of its own. */
void vpt_arch_missed_regs(const unsigned long *before, unsigned long *regs)
{
	regs[FLAGS_REG] &= ~FLAG_RESUME;
	regs[FLAGS_REG] |= before[FLAGS_REG] & FLAG_RESUME;
}

unsigned long vpt_arch_ip(struct vpt_task *task)
{
	long rip = 0;

	peek_user(task, offsetof(struct user_regs_struct, rip), &rip);
	return (unsigned long)rip;
}

/* Tells one system call of a task from another that may follow it: where it is, and which. */
unsigned long vpt_arch_call_id(struct vpt_task *task)
{
	struct user_regs_struct regs;

	if (machine(task, X86_GETREGS, 0, &regs))
		return 0;
	return regs.rip << 16 ^ regs.orig_rax;
}

/* Where a call begins again: both syscall and int 0x80 have two bytes. */
unsigned long vpt_arch_restart_ip(unsigned long ip)
{
	return ip - 2;
}

/* Will a call that was interrupted, with the instruction pointer `ip` after it, begin again?
 * Signal handling may have moved the pointer back already. */
bool vpt_arch_will_restart(struct vpt_task *task, unsigned long ip)
{
	unsigned long now = vpt_arch_ip(task);

	return now == ip ? vpt_arch_interrupted(task)
			 : now == vpt_arch_restart_ip(ip) && vpt_arch_in_call(task);
}

/* Is the next instruction a system call: syscall, sysenter or int 0x80? */
bool vpt_arch_at_syscall_insn(struct vpt_task *task)
{
	long rip, text;

	if (peek_user(task, offsetof(struct user_regs_struct, rip), &rip) ||
	    machine(task, PTRACE_PEEKTEXT, (unsigned long)rip, &text))
		return false;
	text &= 0xffff;
	return text == 0x050f || text == 0x340f || text == 0x80cd;
}

/* asm/unistd_32.h, which cannot be included beside the 64-bit numbers */
enum { I386_CLONE = 120, I386_VFORK = 190, I386_CLONE3 = 435 };

/* Was the system call that the task is in, or was in last, made by int 0x80, or by the
 * instructions that compat mode has? */
static bool is_i386_call(struct vpt_task *task)
{
	struct ptrace_syscall_info info;

	return machine(task, PTRACE_GET_SYSCALL_INFO, sizeof(info), &info) >= 0 &&
	       info.arch == AUDIT_ARCH_I386;
}

/* At the event of a birth: the flags of clone. */
unsigned long vpt_arch_clone_flags(struct vpt_task *task)
{
	struct user_regs_struct regs;
	unsigned long nr, first;
	long flags;
	bool i386;

	if (machine(task, X86_GETREGS, 0, &regs))
		return 0;
	i386 = is_i386_call(task);
	nr = regs.orig_rax;
	first = i386 ? (uint32_t)regs.rbx : regs.rdi;
	if (nr == (i386 ? I386_VFORK : SYS_vfork))
		return VPT_CLONE_VM | X86_CLONE_VFORK;
	if (nr == (i386 ? I386_CLONE : SYS_clone))
		return first;
	if (nr == (i386 ? I386_CLONE3 : SYS_clone3))
		/* flags is the first word of struct clone_args */
		return machine(task, PTRACE_PEEKDATA, first, &flags) == 0
			       ? (unsigned long)flags
			       : 0;
	return 0;
}

/* At the entry of a call: it is not to be executed. */
void vpt_arch_skip_call(struct vpt_task *task)
{
	poke_user(task, offsetof(struct user_regs_struct, orig_rax), -1);
}

/* Make an interrupted call look as it does when it has just been entered. */
void vpt_arch_call_entered(struct vpt_task *task)
{
	poke_user(task, offsetof(struct user_regs_struct, rax), -ENOSYS);
}

/* Let it begin again. False if a tracer has set the number to -1: the call is skipped, and
 * its result is what the registers hold. */
bool vpt_arch_call_again(struct vpt_task *task)
{
	long nr;

	if (peek_user(task, offsetof(struct user_regs_struct, orig_rax), &nr) || nr < 0)
		return false;
	poke_user(task, offsetof(struct user_regs_struct, rax), -X86_ERESTARTSYS);
	return true;
}

/* syscall_get_arguments() */
static void call_args(const struct user_regs_struct *regs, bool i386, __u64 args[6])
{
	const unsigned long long native[6] = { regs->rdi, regs->rsi, regs->rdx,
					       regs->r10, regs->r8,  regs->r9 };
	const unsigned long long compat[6] = { regs->rbx, regs->rcx, regs->rdx,
					       regs->rsi, regs->rdi, regs->rbp };
	int i;

	for (i = 0; i < 6; i++)
		args[i] = i386 ? compat[i] : native[i];
}

/* The seccomp part of GET_SYSCALL_INFO, when the machine is not in that stop. */
void vpt_arch_syscall_seccomp_info(struct vpt_task *task, unsigned long data,
				   struct ptrace_syscall_info *info)
{
	struct user_regs_struct regs;

	if (machine(task, X86_GETREGS, 0, &regs))
		return;
	info->op = PTRACE_SYSCALL_INFO_SECCOMP;
	info->seccomp.nr = regs.orig_rax;
	call_args(&regs, info->arch == AUDIT_ARCH_I386, info->seccomp.args);
	info->seccomp.ret_data = (__u32)data;
}

/* The exit part of GET_SYSCALL_INFO, when the machine is in a later stop. */
void vpt_arch_syscall_exit_info(struct vpt_task *task, struct ptrace_syscall_info *info)
{
	long rax = 0;

	peek_user(task, offsetof(struct user_regs_struct, rax), &rax);
	info->op = PTRACE_SYSCALL_INFO_EXIT;
	memset(&info->entry, 0, sizeof(info->entry));
	info->exit.rval = rax;
	info->exit.is_error = rax < 0 && rax >= -4095;
}

/* A request that fills a fixed structure of the caller's. */
static long get_struct(struct vpt_attachment *att, pid_t caller, long request,
		       unsigned long data, size_t size)
{
	struct user_fpregs_struct buffer; /* the largest of them */
	long rc = machine(att->task, request, 0, &buffer);

	return rc ? rc : vpt_copy_to_user(att->task->vpt, caller, data, &buffer, size);
}

static long set_struct(struct vpt_attachment *att, pid_t caller, long request,
		       unsigned long data, size_t size)
{
	struct user_fpregs_struct buffer;

	if (vpt_copy_from_user(att->task->vpt, caller, data, &buffer, size))
		return -EFAULT;
	return machine(att->task, request, 0, &buffer);
}

/* Which debug register is at this offset of the user area? -1: none. */
static int debugreg_at(unsigned long offset)
{
	const unsigned long start = offsetof(struct user, u_debugreg);

	if (offset < start || offset >= sizeof(struct user) || offset % sizeof(long))
		return -1;
	return (int)((offset - start) / sizeof(long));
}

static long peekusr(struct vpt_attachment *att, pid_t caller, unsigned long addr,
		    unsigned long data)
{
	int reg = debugreg_at(addr);
	unsigned long word;
	long rc = reg < 0 ? peek_user(att->task, addr, (long *)&word)
			  : vpt_arch_peek_debugreg(att, reg, &word);

	return rc ? rc
		  : vpt_copy_to_user(att->task->vpt, caller, data, &word, sizeof(word));
}

static long pokeusr(struct vpt_attachment *att, unsigned long addr, unsigned long data)
{
	int reg = debugreg_at(addr);

	return reg < 0 ? machine(att->task, PTRACE_POKEUSR, addr, (void *)data)
		       : vpt_arch_poke_debugreg(att, reg, data);
}

/* do_arch_prctl_64(): the GET options store a word at addr, in the caller's memory. */
static long arch_prctl(struct vpt_attachment *att, pid_t caller, unsigned long addr,
		       unsigned long option)
{
	unsigned long word;
	long rc;

	if (option != X86_ARCH_GET_FS && option != X86_ARCH_GET_GS)
		return machine(att->task, X86_ARCH_PRCTL, addr, (void *)option);
	rc = machine(att->task, X86_ARCH_PRCTL, (unsigned long)&word, (void *)option);
	return rc ? rc
		  : vpt_copy_to_user(att->task->vpt, caller, addr, &word, sizeof(word));
}

/* do_get_thread_area() and do_set_thread_area(): addr is the entry's index. */
static long thread_area(struct vpt_attachment *att, pid_t caller, long request,
			unsigned long addr, unsigned long data)
{
	struct vpt *vpt = att->task->vpt;
	unsigned int desc[4]; /* struct user_desc */
	long rc;

	if ((int)addr < 0)
		return -EIO;
	if (request == X86_SET_THREAD_AREA) {
		if (vpt_copy_from_user(vpt, caller, data, desc, sizeof(desc)))
			return -EFAULT;
		return machine(att->task, request, addr, desc);
	}
	rc = machine(att->task, request, addr, desc);
	return rc ? rc : vpt_copy_to_user(vpt, caller, data, desc, sizeof(desc));
}

/* Does it read or set the registers that tell whether a call begins again? */
bool vpt_arch_is_register_request(long request)
{
	return x86_sets_registers(request) || request == PTRACE_PEEKUSR ||
	       request == X86_GETREGS || request == PTRACE_GETREGSET;
}

/* arch_ptrace() */
long vpt_arch_ptrace(struct vpt_attachment *att, pid_t caller, long request,
		     unsigned long addr, unsigned long data)
{
	if (x86_sets_registers(request))
		vpt_journey_set_regs(att);
	switch (request) {
	case PTRACE_PEEKUSR:
		return peekusr(att, caller, addr, data);
	case PTRACE_POKEUSR:
		return pokeusr(att, addr, data);
	case X86_GETREGS:
		return get_struct(att, caller, request, data,
				  sizeof(struct user_regs_struct));
	case X86_SETREGS:
		return set_struct(att, caller, request, data,
				  sizeof(struct user_regs_struct));
	case X86_GETFPREGS:
		return get_struct(att, caller, request, data,
				  sizeof(struct user_fpregs_struct));
	case X86_SETFPREGS:
		return set_struct(att, caller, request, data,
				  sizeof(struct user_fpregs_struct));
	case X86_GET_THREAD_AREA:
	case X86_SET_THREAD_AREA:
		return thread_area(att, caller, request, addr, data);
	case X86_ARCH_PRCTL:
		return arch_prctl(att, caller, addr, data);
	default:
		return vpt_ptrace_request(att, caller, request, addr, data);
	}
}
