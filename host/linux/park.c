/* SPDX-License-Identifier: MIT
 * park.c: let a thread sleep in the kernel though its call is ours to answer.
 *
 * A call that is being served can be interrupted by fatal signals only. So a wait that lasts
 * must not stay with us: the thread could not be stopped, interrupted or frozen. If no real
 * child makes the kernel's own wait last, the thread is *parked*: it is made to begin its call
 * anew, and at the entry the call is replaced by pause(). Whatever ends that (a signal, an
 * interrupt of ours) stops the thread for us first, and there it becomes the interrupted wait
 * again, which the kernel restarts or fails with EINTR as the signal wants.
 */
#include <errno.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>

#include "core/ptrace_abi.h"
#include "host.h"
#include "i386.h"

static long pause_nr(const struct linux_wait_call *call)
{
	return call->compat ? I386_PAUSE : SYS_pause;
}

/* Make the thread come to the entry of its call once more, to be parked there. The caller
 * must answer the call with -ERESTARTSYS next. Fails if the thread cannot be stopped. */
int linux_park(struct linux_host *host, pid_t tid, const struct linux_wait_call *call)
{
	struct linux_task *task;
	int rc = vpt_kick(host->vpt, tid);

	if (rc == -EBUSY)
		return rc;
	task = linux_task_get(host, tid);
	if (!task)
		return -ENOMEM;
	if (rc && !task->kicked) {
		if (!task->guarded &&
		    ptrace(PTRACE_SEIZE, tid, 0, PTRACE_O_TRACESYSGOOD)) {
			rc = -errno;
			linux_task_forget(host, task);
			return rc;
		}
		task->kicked = task->interrupted = true;
		ptrace(PTRACE_INTERRUPT, tid, 0, 0);
	}
	task->park = PARK_COMING;
	task->call = *call;
	return 0;
}

/* Is the thread at the entry of the call that it is to be parked in? A tracer of its may have
 * changed that. */
static bool is_at_call(const struct linux_task *task)
{
	const unsigned long *args = task->call.args;
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, task->tid, 0, &regs) ||
	    (int)regs.orig_rax != task->call.nr)
		return false;
	if (task->call.compat)
		return (uint32_t)regs.rbx == args[0] && (uint32_t)regs.rcx == args[1] &&
		       (uint32_t)regs.rdx == args[2] && (uint32_t)regs.rsi == args[3];
	return regs.rdi == args[0] && regs.rsi == args[1] && regs.rdx == args[2] &&
	       regs.r10 == args[3] && regs.r8 == args[4];
}

/* At the entry: turn the call into pause(). Written down before, for the keeper. */
static void enter(struct linux_host *host, struct linux_task *task)
{
	task->park = PARK_NONE;
	if (!is_at_call(task))
		return;
	task->park_slot = host->client->parked(host->arg, task->tid, task->call.nr);
	if (task->park_slot < 0)
		return;
	task->park = PARK_IN;
	linux_set_reg(task->tid, REG(orig_rax), pause_nr(&task->call));
}

void linux_park_forget(struct linux_host *host, struct linux_task *task)
{
	if (task->park == PARK_IN)
		host->client->unparked(host->arg, task->park_slot);
	task->park = PARK_NONE;
}

/* The interrupted pause() of a stopped thread becomes the interrupted wait. */
void linux_unpark_regs(pid_t tid, int nr)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, tid, 0, &regs) || (long)regs.rax != -ERESTARTNOHAND ||
	    (regs.orig_rax != SYS_pause && regs.orig_rax != I386_PAUSE))
		return;
	linux_set_reg(tid, REG(orig_rax), nr);
	linux_set_reg(tid, REG(rax), -ERESTARTSYS);
}

/* A thread that only we have seized, on its way: to the trap, to the entry, to sleep. */
static bool guide(struct linux_host *host, struct linux_task *task,
		  enum linux_park_stop stop)
{
	if (stop == PARK_STOP_TRAP)
		return ptrace(PTRACE_SYSCALL, task->tid, 0, 0) == 0;
	if (stop == PARK_STOP_ENTRY)
		enter(host, task);
	else
		task->park = PARK_NONE;
	return task->park == PARK_IN && ptrace(PTRACE_CONT, task->tid, 0, 0) == 0;
}

/* A thread that is parked, or is to be, has stopped. True if that is nobody else's concern. */
bool linux_park_stopped(struct linux_host *host, struct linux_task *task,
			enum linux_park_stop stop)
{
	bool ours = task->at_our_entry;

	task->at_our_entry = false;
	task->park_stop = stop;
	if (task->park == PARK_IN) {
		linux_unpark_regs(task->tid, task->call.nr);
		linux_park_forget(host, task);
		return false;
	}
	if (task->kicked)
		return task->park == PARK_COMING && guide(host, task, stop);
	if (ours && stop == PARK_STOP_ENTRY) {
		if (task->park == PARK_COMING)
			enter(host, task);
		return ptrace(PTRACE_CONT, task->tid, 0, 0) == 0;
	}
	if (stop == PARK_STOP_OTHER)
		task->park = PARK_NONE;
	return false;
}

/* A tracee that is to be parked is resumed: how it has to be. One that would not stop at the
 * entry of its call must do so for us. */
enum vpt_resume linux_park_resume(struct linux_host *host, struct linux_task *task,
				  enum vpt_resume how, int sig)
{
	if (task->park_stop == PARK_STOP_ENTRY) {
		enter(host, task);
	} else if (how == VPT_RESUME_CONT && !sig && task->park_stop == PARK_STOP_TRAP) {
		task->at_our_entry = true;
		return VPT_RESUME_SYSCALL;
	} else if (how != VPT_RESUME_SYSCALL || sig) {
		task->park = PARK_NONE;
	}
	return how;
}
