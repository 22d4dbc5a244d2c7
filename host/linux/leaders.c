/* SPDX-License-Identifier: MIT
 * leaders.c: leaders of thread groups that exit before the other threads. The kernel tells their
 * tracers by SIGCHLD, though there is nothing to collect while other threads are alive
 * (exit_notify()). If one of those calls exec, it takes the leader's place and number; if it is
 * no tracee, the kernel lets go of the leader without a status, whether it was alive or not, and
 * tells nobody but those who sleep in wait (de_thread()). So who is dying is looked at again.
 *
 * Race: a SIGCHLD is lost if one is pending. So all tasks are looked at once, some time after any.
 */
#include <errno.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"

/* How long after a leader's death it is looked at first, and at the latest again; and how many
 * times as long as a look takes the next one has to wait. */
enum { FIRST_LOOK_NS = 1000000, LAST_LOOK_NS = 200000000, SHARE = 32 };

/* Is this task none of ours any more? If it is, *status_due: has it a status to collect? */
static bool is_gone(pid_t tid, bool *status_due)
{
	siginfo_t info;
	int rc = linux_waitid(tid, &info, WSTOPPED | WEXITED);

	*status_due = rc == 0 && info.si_pid;
	return rc == -ECHILD;
}

/* Has it, whose status is not due, exited? Its tracers are told, once. */
static bool is_dying(struct linux_host *host, struct linux_task *task)
{
	struct vpt_identity id;
	int status;

	if (task->dying || !vpt_is_tracee(host->vpt, task->tid) ||
	    !linux_has_exited(task->tid) || !proc_is_zombie(task->tid, &status) ||
	    linux_identify(host, task->tid, &id))
		return task->dying;
	task->dying = true;
	vpt_leader_exited(host->vpt, task->tid, status, id.uid);
	return true;
}

/* A SIGCHLD with this code named the task. */
void linux_leader_signalled(struct linux_host *host, pid_t tid, int code)
{
	struct linux_task *task;
	bool due;

	if (!tid)
		return;
	if (!host->leaders_at) {
		host->leaders_delay = LAST_LOOK_NS + SHARE * host->leaders_cost;
		host->leaders_at = linux_now_ns() + host->leaders_delay;
	}
	if (code != CLD_EXITED && code != CLD_KILLED && code != CLD_DUMPED)
		return;
	HASH_FIND_INT(host->tasks, &tid, task);
	if (!task || task->zombie ||
	    (!is_gone(tid, &due) && (due || !is_dying(host, task))))
		return;
	host->leaders_at = linux_now_ns();
	host->leaders_delay = FIRST_LOOK_NS;
}

/* The number of a thread that calls exec is gone as well, until its event tells; but only a
 * leader's is still that of a group. */
static bool replaced(struct linux_host *host, pid_t tid)
{
	if (vpt_is_tracee(host->vpt, tid) ? !vpt_machine_replaced(host->vpt, tid)
					  : syscall(SYS_tgkill, tid, tid, 0) != 0)
		return false;
	linux_task_forget(host, linux_task_get(host, tid));
	host->client->replaced(host->arg, tid);
	return true;
}

/* It may change the list of tasks; then the others are looked at next time. */
void linux_look_at_leaders(struct linux_host *host)
{
	int64_t now = host->leaders_at ? linux_now_ns() : 0;
	struct linux_task *task, *next;
	bool dying = false, due;

	if (!host->leaders_at || host->leaders_at > now)
		return;
	HASH_ITER(hh, host->tasks, task, next) {
		if (task->zombie)
			continue;
		if (is_gone(task->tid, &due)) {
			if (replaced(host, task->tid))
				return;
		} else if (!due) {
			dying |= is_dying(host, task);
		}
	}
	host->leaders_cost = linux_now_ns() - now;
	host->leaders_at =
		dying ? now + host->leaders_delay + SHARE * host->leaders_cost : 0;
	if (host->leaders_delay < LAST_LOOK_NS)
		host->leaders_delay *= 2;
}
