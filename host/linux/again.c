/* SPDX-License-Identifier: MIT
 * again.c: have a tracee make a call again that a signal has kept from us, unseen by its
 * tracers.
 *
 * A call that is reported waits for us to receive it, and a signal ends that: the call says
 * "begin anew". Alone in the kernel it would not have: ptrace and tgkill are not interrupted,
 * and a wait looks for news before it looks for signals, so that with a child that is dead
 * already it succeeds, though SIGCHLD is pending. So the call is made once more with the
 * pending signals blocked, which only we see, and what comes of it is shown. A wait must not
 * sleep like that: it is interrupted by us as soon as it has arrived (linux_again_arrived).
 */
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>

#include "core/ptrace_abi.h"
#include "host.h"
#include "i386.h"

/* The signals that the task would act on now. None if it is among those that cannot be
 * blocked. */
static uint64_t acting_signals(pid_t tid)
{
	const uint64_t unblockable = 1ull << (SIGKILL - 1) | 1ull << (SIGSTOP - 1);
	struct proc_status status;
	uint64_t acting;

	if (proc_status(tid, &status))
		return 0;
	acting = (status.pending | status.shared_pending) & ~status.blocked;
	return acting & unblockable ? 0 : acting;
}

/* A tracee is at the exit of a call. True if it will make the call again when it is resumed,
 * and nobody is to see that. */
bool linux_again(struct linux_task *task)
{
	struct user_regs_struct regs;

	/* Race: we had received it, and ended it to park the thread, as the signal came. With
	 * that blocked it would sleep for ever. */
	if (task->park != PARK_NONE ||
	    task->syscall_info.op != PTRACE_SYSCALL_INFO_EXIT ||
	    (task->syscall_info.exit.rval != -ERESTARTSYS && !task->position.restarts) ||
	    ptrace(PTRACE_GETREGS, task->tid, 0, &regs) ||
	    ((long)regs.rax != -ERESTARTSYS && (long)regs.rax != -ERESTARTNOINTR) ||
	    (!linux_is_wait_call((long)regs.orig_rax, regs.cs == CS_32BIT) &&
	     !linux_is_uninterruptible(&regs) && !task->position.restarts))
		return false;
	task->again_blocks = acting_signals(task->tid);
	task->again = task->again_blocks ? AGAIN_DUE : AGAIN_NONE;
	return task->again == AGAIN_DUE;
}

static bool set_mask(pid_t tid, uint64_t mask)
{
	return ptrace(PTRACE_SETSIGMASK, tid, sizeof(mask), &mask) == 0;
}

/* Block the signals. Written down before, for the keeper. */
static void begin(struct linux_host *host, struct linux_task *task)
{
	if (ptrace(PTRACE_GETSIGMASK, task->tid, sizeof(task->again_mask),
		   &task->again_mask))
		return;
	task->again_slot = host->client->masked(host->arg, task->tid, task->again_mask);
	if (task->again_slot < 0)
		return;
	task->again = AGAIN_BEGUN;
	if (!set_mask(task->tid, task->again_mask | task->again_blocks))
		linux_again_forget(host, task);
}

/* Such a task is resumed: how it has to be. It must stop at the exit from the call. */
enum vpt_resume linux_again_resume(struct linux_host *host, struct linux_task *task,
				   enum vpt_resume how, int sig)
{
	if (task->again == AGAIN_BEGUN)
		return how == VPT_RESUME_CONT ? VPT_RESUME_SYSCALL : how;
	task->again = AGAIN_NONE;
	if (how == VPT_RESUME_SYSCALL && !sig)
		begin(host, task);
	return how;
}

void linux_again_forget(struct linux_host *host, struct linux_task *task)
{
	if (task->again == AGAIN_BEGUN)
		host->client->unparked(host->arg, task->again_slot);
	task->again = AGAIN_NONE;
}

/* The call has been made, or something has come between; or nobody traces the task any more. */
void linux_again_over(struct linux_host *host, struct linux_task *task)
{
	if (task->again == AGAIN_BEGUN)
		set_mask(task->tid, task->again_mask);
	linux_again_forget(host, task);
}

/* The call has arrived. If it is a wait, it ends without sleeping: the kernel looks for
 * children before it looks for our interrupt, which the exit's stop makes void. */
bool linux_again_arrived(struct linux_host *host, pid_t tid)
{
	struct linux_task *task;

	HASH_FIND_INT(host->tasks, &tid, task);
	return task && task->again == AGAIN_BEGUN &&
	       ptrace(PTRACE_INTERRUPT, tid, 0, 0) == 0;
}
