/* SPDX-License-Identifier: MIT
 * position.c: have a tracer read and write at the position of a memory file by calls that our
 * filter reports.
 *
 * The filter tells a debugger's calls by their offset; read(2) and its kin have none. But to come
 * to an offset that few files have, lseek is needed, which is reported. From then on the thread
 * stops at its system calls: read becomes the pread64 that it is, which is answered as such
 * (session/memory.c), and is read again at its exit. Nobody else sees these stops. They end some
 * calls after the last that was turned.
 */
#include <errno.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>

#include "host.h"
#include "i386.h"

/* How many calls that are of no interest are looked at. */
enum { PATIENCE = 32 };

/* Look at the next calls of a thread. True if it is going to stop first. Not possible if we do
 * not control it. */
bool linux_follow_position(struct linux_host *host, pid_t tid)
{
	struct linux_task *task;
	bool followed;
	long rc = 0;

	HASH_FIND_INT(host->tasks, &tid, task);
	if (!task || task->zombie)
		return false;
	followed = task->position.calls > 0;
	if (!followed)
		rc = task->guarded ? ptrace(PTRACE_INTERRUPT, tid, 0, 0)
				   : vpt_kick(host->vpt, tid);
	if (rc && rc != -EBUSY) /* that one is stopped already */
		return false;
	task->position.calls = PATIENCE;
	return !followed && !rc;
}

/* The call with an offset that does the same as this one without, or -1. */
static long turned_nr(const struct user_regs_struct *regs)
{
	if (regs->cs == CS_32BIT)
		return -1;
	switch (regs->orig_rax) {
	case SYS_read:
		return SYS_pread64;
	case SYS_readv:
		return SYS_preadv;
	case SYS_write:
		return SYS_pwrite64;
	case SYS_writev:
		return SYS_pwritev;
	case SYS_preadv2: /* -1 is the position */
	case SYS_pwritev2:
		return regs->r10 == -1ull ? (long)regs->orig_rax : -1;
	default:
		return -1;
	}
}

/* A call begins. */
static void enter(struct linux_host *host, struct linux_task *task)
{
	struct linux_position *position = &task->position;
	struct user_regs_struct regs;
	uint64_t offset;
	long nr;

	position->calls -= position->calls > 0;
	if (ptrace(PTRACE_GETREGS, task->tid, 0, &regs))
		return;
	nr = turned_nr(&regs);
	if (nr < 0 ||
	    !host->client->position(host->arg, task->tid, (int)regs.rdi, 0, &offset))
		return;
	position->turned = true;
	position->calls = PATIENCE;
	position->fd = (int)regs.rdi;
	position->nr = (long)regs.orig_rax;
	position->r10 = (long)regs.r10;
	linux_set_reg(task->tid, REG(orig_rax), nr);
	linux_set_reg(task->tid, REG(r10), (long)offset);
}

/* The call that was turned is what it was, and at its exit the file's position has moved. A
 * signal does not interrupt it. */
static void turn_back(struct linux_host *host, struct linux_task *task, bool at_exit)
{
	struct linux_position *position = &task->position;
	uint64_t offset;
	long rax;

	position->turned = false;
	linux_set_reg(task->tid, REG(orig_rax), position->nr);
	linux_set_reg(task->tid, REG(r10), position->r10);
	if (!at_exit)
		return;
	rax = ptrace(PTRACE_PEEKUSER, task->tid, REG(rax), 0);
	if (rax > 0)
		host->client->position(host->arg, task->tid, position->fd, rax, &offset);
	position->restarts = rax == -ERESTARTSYS;
	if (position->restarts)
		linux_set_reg(task->tid, REG(rax), -ERESTARTNOINTR);
}

/* The thread is resumed: how it has to be. */
enum vpt_resume linux_position_resume(struct linux_host *host, struct linux_task *task,
				      enum vpt_resume how)
{
	struct linux_position *position = &task->position;

	if (how != VPT_RESUME_CONT && how != VPT_RESUME_SYSCALL)
		return how;
	if (position->entering)
		enter(host, task);
	position->entering = false;
	position->ours =
		how == VPT_RESUME_CONT && (position->calls > 0 || position->turned);
	return position->ours ? VPT_RESUME_SYSCALL : how;
}

/* The thread has stopped. True if that is nobody else's concern. */
bool linux_position_stopped(struct linux_host *host, struct linux_task *task,
			    enum linux_park_stop stop)
{
	struct linux_position *position = &task->position;
	bool ours = position->ours;

	position->ours = position->restarts = false;
	position->entering = stop == PARK_STOP_ENTRY;
	if (position->turned)
		turn_back(host, task, stop == PARK_STOP_EXIT);
	if (!ours || (stop != PARK_STOP_ENTRY && stop != PARK_STOP_EXIT) ||
	    (stop == PARK_STOP_ENTRY && task->park == PARK_COMING))
		return false;
	return ptrace(linux_position_resume(host, task, VPT_RESUME_CONT) ==
				      VPT_RESUME_SYSCALL
			      ? PTRACE_SYSCALL
			      : PTRACE_CONT,
		      task->tid, 0, 0) == 0;
}
