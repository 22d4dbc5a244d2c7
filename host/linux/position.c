/* SPDX-License-Identifier: MIT
 * position.c: have a tracer read and write memory files by calls that our filter reports.
 *
 * The filter tells a debugger's calls by their offset and length; read(2) and its kin have no
 * offset, and low ones are those of other files too. So where something is hidden from a tracer
 * its thread is made to stop at its system calls, if it may be about to make such a call
 * (session/seek.c). read becomes the pread64 that it is, and all get a mark in an argument that
 * they do not have, by which they are reported and answered (session/memory.c); at its exit the
 * call is again what it was. Nobody else sees these stops. They end some calls after the last
 * that was turned.
 */
#include <errno.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>

#include "host.h"
#include "i386.h"

/* How many calls that are of no interest are looked at after one that was; and before it is asked
 * whether to go on. */
enum { PATIENCE = 32 };

/* Look at the next calls of a thread, at least so many. True if it is going to stop first. Not
 * possible if we do not control it. */
bool linux_follow_position(struct linux_host *host, pid_t tid, unsigned calls)
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
	if (task->position.calls < calls)
		task->position.calls = calls;
	return !followed && !rc;
}

/* The calls that can be about a memory file, and those with an offset that do the same. */
static const struct turn {
	int nr, to;
	enum {
		POSITION,
		OFFSET,
		OFFSET_OR_POSITION
	} at;	     /* the last: -1 is the position */
	size_t mark; /* the argument that `to` does not have */
} turns[] = {
	{ SYS_read, SYS_pread64, POSITION, REG(r9) },
	{ SYS_write, SYS_pwrite64, POSITION, REG(r9) },
	{ SYS_readv, SYS_preadv, POSITION, REG(r9) },
	{ SYS_writev, SYS_pwritev, POSITION, REG(r9) },
	{ SYS_pread64, SYS_pread64, OFFSET, REG(r9) },
	{ SYS_pwrite64, SYS_pwrite64, OFFSET, REG(r9) },
	{ SYS_preadv, SYS_preadv, OFFSET, REG(r9) },
	{ SYS_pwritev, SYS_pwritev, OFFSET, REG(r9) },
	/* r8: the upper half of an offset, which 64 bits do not need */
	{ SYS_preadv2, SYS_preadv2, OFFSET_OR_POSITION, REG(r8) },
	{ SYS_pwritev2, SYS_pwritev2, OFFSET_OR_POSITION, REG(r8) },
};

static const struct turn *find_turn(const struct user_regs_struct *regs)
{
	size_t i;

	if (regs->cs == CS_32BIT)
		return NULL;
	for (i = 0; i < sizeof(turns) / sizeof(*turns); i++)
		if ((long)regs->orig_rax == turns[i].nr)
			return &turns[i];
	return NULL;
}

static bool moves_position(const struct turn *turn, const struct user_regs_struct *regs)
{
	return turn->at == POSITION ||
	       (turn->at == OFFSET_OR_POSITION && regs->r10 == -1ull);
}

static bool is_reported_anyway(struct linux_host *host, const struct turn *turn,
			       const struct user_regs_struct *regs)
{
	return !moves_position(turn, regs) &&
	       host->client->is_reported((int)regs->orig_rax, regs->rdx, regs->r10);
}

/* A call begins. */
static void enter(struct linux_host *host, struct linux_task *task)
{
	struct linux_position *position = &task->position;
	struct user_regs_struct regs;
	const struct turn *turn;
	uint64_t offset;

	position->calls -= position->calls > 0;
	if (!position->calls && host->client->looks_on(host->arg, task->tid))
		position->calls = PATIENCE;
	if (ptrace(PTRACE_GETREGS, task->tid, 0, &regs))
		return;
	turn = find_turn(&regs);
	if (!turn || is_reported_anyway(host, turn, &regs) ||
	    !host->client->position(host->arg, task->tid, (int)regs.rdi, 0, &offset))
		return;
	position->turned = true;
	if (position->calls < PATIENCE)
		position->calls = PATIENCE;
	position->nr = (long)regs.orig_rax;
	position->r10 = (long)regs.r10;
	position->marked = turn->mark;
	position->was = (long)(turn->mark == REG(r9) ? regs.r9 : regs.r8);
	position->fd = moves_position(turn, &regs) ? (int)regs.rdi : -1;
	linux_set_reg(task->tid, turn->mark, (long)POSITION_MARK);
	if (position->fd < 0)
		return;
	linux_set_reg(task->tid, REG(orig_rax), turn->to);
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
	linux_set_reg(task->tid, position->marked, position->was);
	if (!at_exit)
		return;
	rax = ptrace(PTRACE_PEEKUSER, task->tid, REG(rax), 0);
	if (rax > 0 && position->fd >= 0)
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
	if (!ours || task->dismissed ||
	    (stop != PARK_STOP_ENTRY && stop != PARK_STOP_EXIT) ||
	    (stop == PARK_STOP_ENTRY && task->park == PARK_COMING))
		return false;
	return ptrace(linux_position_resume(host, task, VPT_RESUME_CONT) ==
				      VPT_RESUME_SYSCALL
			      ? PTRACE_SYSCALL
			      : PTRACE_CONT,
		      task->tid, 0, 0) == 0;
}
