/* SPDX-License-Identifier: MIT
 * restart.c: calls that a signal has ended before we received them, though alone in the kernel
 * they would not have been: those that no signal interrupts, and a wait for a child that is dead
 * already, since the kernel looks for children before it looks for signals. Where the task stops
 * for the signal they are made to begin anew, whatever its handler is like.
 *
 * Where tracers see the exit from the call, again.c does better, unless a tracer interrupts it.
 */
#include <errno.h>
#include <linux/audit.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>

#include "host.h"
#include "i386.h"

#ifndef __WNOTHREAD
#define __WNOTHREAD 0x20000000
#endif

/* A wait that a task makes. */
struct wait {
	struct linux_host *host;
	pid_t tgid;
	idtype_t which; /* P_ALL, P_PID, P_PGID */
	pid_t id;
	unsigned long options;
};

/* eligible_child(), for one that is a zombie. A tracee of ours is not its parent's to reap. */
static bool is_found(const struct wait *wait, pid_t pid)
{
	bool by_clone = !(wait->options & __WALL);
	struct proc_stat child;

	if (linux_controls(wait->host, pid) || proc_stat(pid, &child) ||
	    child.state != 'Z' || child.threads > 1 || child.ppid != wait->tgid)
		return false;
	if (by_clone &&
	    (child.exit_signal != SIGCHLD) != !!(wait->options & (unsigned)__WCLONE))
		return false;
	return wait->which != P_PGID || child.pgrp == wait->id;
}

/* Has this thread a child that the wait finds? */
static bool thread_has_dead_child(void *arg, pid_t tgid, pid_t tid)
{
	const struct wait *wait = arg;
	char children[4096], *p = children, *end;
	long pid;

	if (proc_read(children, sizeof(children), "/proc/%d/task/%d/children", tgid,
		      tid) <= 0)
		return false;
	while ((pid = strtol(p, &end, 10)) > 0) {
		if (is_found(wait, (pid_t)pid))
			return true;
		p = end;
	}
	return false;
}

/* kernel_wait4(), kernel_waitid(): false if it is for something else than dead children. */
static bool decode(const struct user_regs_struct *regs, struct wait *wait)
{
	bool compat = regs->cs == CS_32BIT;
	long nr = (long)regs->orig_rax;
	pid_t first = (pid_t)(compat ? regs->rbx : regs->rdi);
	pid_t second = (pid_t)(compat ? regs->rcx : regs->rsi);

	if (nr == (compat ? I386_WAITID : SYS_waitid)) {
		wait->which = (idtype_t)first;
		wait->id = second;
		wait->options = compat ? regs->rsi : regs->r10;
		return wait->options & WEXITED && wait->which <= P_PGID;
	}
	wait->which = first == -1 ? P_ALL : first > 0 ? P_PID : P_PGID;
	wait->id = first == -1 || first > 0 ? first : -first;
	wait->options = regs->rdx;
	return true;
}

/* Only here is /proc read: a wait was interrupted. */
static bool has_dead_child(struct linux_host *host, pid_t tid,
			   const struct user_regs_struct *regs)
{
	struct wait wait = { .host = host };
	struct vpt_identity self;
	struct proc_stat stat;

	if (!linux_is_wait_call((long)regs->orig_rax, regs->cs == CS_32BIT) ||
	    !decode(regs, &wait) || linux_identify(host, tid, &self))
		return false;
	wait.tgid = self.tgid;
	if (wait.which == P_PGID && wait.id == 0 && proc_stat(tid, &stat) == 0)
		wait.id = stat.pgrp;
	if (wait.which == P_PID)
		return is_found(&wait, wait.id);
	if (wait.options & __WNOTHREAD)
		return thread_has_dead_child(&wait, self.tgid, tid);
	return linux_for_each_thread(self.tgid, thread_has_dead_child, &wait);
}

/* do_wait() with WNOHANG looks for no signals. */
static bool is_brief_wait(const struct user_regs_struct *regs)
{
	struct wait wait;

	if (!linux_is_wait_call((long)regs->orig_rax, regs->cs == CS_32BIT))
		return false;
	decode(regs, &wait);
	return wait.options & WNOHANG;
}

/* The calls that our filter reports and that in the kernel no signal interrupts. */
bool linux_is_uninterruptible(const struct user_regs_struct *regs)
{
	static const unsigned long native[] = {
		SYS_ptrace,	      SYS_tkill,
		SYS_tgkill,	      SYS_prctl,
		SYS_seccomp,	      SYS_pread64,
		SYS_pwrite64,	      SYS_lseek,
		SYS_preadv,	      SYS_preadv2,
		SYS_pwritev,	      SYS_pwritev2,
		SYS_process_vm_readv, SYS_process_vm_writev,
	};
	static const unsigned long i386[] = {
		I386_PTRACE,
		I386_TKILL,
		I386_TGKILL,
		I386_PRCTL,
		I386_SECCOMP,
		I386_PREAD64,
		I386_PWRITE64,
		I386_PROCESS_VM_READV,
		I386_PROCESS_VM_WRITEV,
	};
	bool compat = regs->cs == CS_32BIT;
	const unsigned long *calls = compat ? i386 : native;
	size_t n = (compat ? sizeof(i386) : sizeof(native)) / sizeof(*calls);

	while (n-- > 0)
		if (regs->orig_rax == calls[n])
			return true;
	return is_brief_wait(regs);
}

/* Is a task stopped before a call for which we are asked first? An interrupt would keep it from
 * us. */
bool linux_is_before_reported_call(const struct linux_task *task)
{
	const struct __ptrace_syscall_info *info = &task->syscall_info;
	bool compat = info->arch == AUDIT_ARCH_I386;
	struct user_regs_struct regs = {
		.orig_rax = info->entry.nr,
		.cs = compat ? CS_32BIT : 0,
	};

	return task->syscall_info_size && info->op == PTRACE_SYSCALL_INFO_ENTRY &&
	       (linux_is_wait_call((long)info->entry.nr, compat) ||
		linux_is_uninterruptible(&regs));
}

/* A stopped thread whose call a signal has interrupted like that. True if it begins anew now. */
bool linux_restart_call(struct linux_host *host, pid_t tid)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_PEEKUSER, tid, REG(rax), 0) != -ERESTARTSYS ||
	    ptrace(PTRACE_GETREGS, tid, 0, &regs) ||
	    (!linux_is_uninterruptible(&regs) && !has_dead_child(host, tid, &regs)))
		return false;
	return ptrace(PTRACE_POKEUSER, tid, REG(rax), (long)-ERESTARTNOINTR) == 0;
}
