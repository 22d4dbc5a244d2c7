/* SPDX-License-Identifier: MIT
 * attach.c: the relation between tracers and tracees, made and broken. The counterpart of
 * ptrace_link() to ptrace_detach() and exit_ptrace() in kernel/ptrace.c.
 */
#include <stdlib.h>

#include "vpt.h"

/* A new innermost layer. NULL if there is no memory. */
struct vpt_attachment *vpt_link(struct vpt_task *task, struct vpt_tracer *tracer,
				pid_t tid, uint64_t pid_ns)
{
	struct vpt_attachment *att = calloc(1, sizeof(*att));

	if (!att)
		return NULL;
	att->task = task;
	att->tracer = tracer;
	att->tracer_tid = tid;
	att->pid_ns = pid_ns;
	att->nr = att->former_nr = vpt_pid_nr(task->vpt, pid_ns, task->tid);
	att->seq = ++task->vpt->next_seq;
	att->state = ATT_RUNNING;
	TAILQ_INSERT_TAIL(&task->layers, att, layer);
	if (++task->nlayers == 2)
		task->vpt->nshared++;
	LIST_INSERT_HEAD(&tracer->tracees, att, stolen);
	return att;
}

/* Remove a layer and free it. A journey that was at this layer is at the next one now; the
 * caller must vpt_task_advance() (or vpt_exit_advance()) the task. */
void vpt_unlink(struct vpt_attachment *att)
{
	struct vpt_task *task = att->task;
	struct vpt_tracer *tracer = att->tracer;
	struct vpt_journey *j = &task->journey;

	if (j->active && j->at == att) {
		j->at = j->stop.kind == VPT_STOP_SYSCALL_ENTRY
				? TAILQ_PREV(att, vpt_layers, layer)
				: TAILQ_NEXT(att, layer);
		j->visiting = false;
	}
	if (att->state == ATT_STOPPED)
		task->nstopped--;
	else if (att->state == ATT_LISTENING)
		task->nlistening--;
	vpt_unreport(att);
	TAILQ_REMOVE(&task->layers, att, layer);
	if (--task->nlayers == 1)
		task->vpt->nshared--;
	LIST_REMOVE(att, stolen);
	vpt_breakpoints_unlink(att);
	vpt_arch_debug_unlink(att);
	free(att);
	vpt_tracer_drop_if_idle(tracer);
}

/* The layer whose tracer is this very thread: the test of ptrace_check_attach(). */
struct vpt_attachment *vpt_attachment_of(struct vpt_task *task, pid_t tracer_tid)
{
	struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer)
		if (att->tracer_tid == tracer_tid)
			return att;
	return NULL;
}

static struct vpt_attachment *attachment_of_group(struct vpt_task *task, pid_t tgid)
{
	struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer)
		if (att->tracer->tgid == tgid)
			return att;
	return NULL;
}

bool vpt_is_traced_by(struct vpt *vpt, pid_t tid, pid_t tracer_tgid)
{
	struct vpt_task *task = vpt_task_find(vpt, tid);

	return task && attachment_of_group(task, tracer_tgid);
}

/* Does `tracer`, directly or through its tracees, trace the group `tgid`? A task that traces
 * the one that traces it would wait for itself: Linux lets that happen and both become
 * unkillable, so it is refused here. */
static bool traces(struct vpt_tracer *tracer, pid_t tgid, uint64_t mark)
{
	struct vpt_attachment *att;

	if (!tracer || tracer->mark == mark)
		return false;
	tracer->mark = mark;
	LIST_FOREACH(att, &tracer->tracees, stolen) {
		pid_t tracee = att->task->tgid;

		if (tracee == tgid ||
		    traces(vpt_tracer_find(tracer->vpt, tracee), tgid, mark))
			return true;
	}
	return false;
}

static bool would_cycle(struct vpt *vpt, pid_t tracer_tgid, pid_t tracee_tgid)
{
	return traces(vpt_tracer_find(vpt, tracee_tgid), tracer_tgid, ++vpt->next_mark);
}

bool vpt_would_cycle(struct vpt *vpt, pid_t tracer_tgid, pid_t tid)
{
	struct vpt_identity id;

	return VPT_OP(vpt, identify, tid, &id) == 0 && id.tgid != tracer_tgid &&
	       would_cycle(vpt, tracer_tgid, id.tgid);
}

/* check_ptrace_options() */
long vpt_check_options(struct vpt *vpt, pid_t caller, unsigned long options)
{
	if (options & ~(unsigned long)PTRACE_O_MASK)
		return -EINVAL;
	if ((options & PTRACE_O_SUSPEND_SECCOMP) &&
	    !VPT_OP(vpt, seccomp_privileged, caller))
		return -EPERM;
	return 0;
}

/* What both ways of becoming a tracee share: bring the task under control and add a layer.
 * Returns 0 with *out set, or a negative errno with nothing changed. */
static long take(struct vpt *vpt, const struct vpt_identity *tracee,
		 const struct vpt_caller *tracer_id, pid_t by, unsigned long options,
		 struct vpt_attachment **out)
{
	struct vpt_task *task = vpt_task_find(vpt, tracee->tid);
	struct vpt_tracer *tracer;
	bool fresh = !task;
	long rc = 0;

	if (task && task->machine == MACHINE_ZOMBIE)
		return -EPERM;
	if (vpt_is_traced_by(vpt, tracee->tid, tracer_id->tgid))
		return -EPERM;
	if (would_cycle(vpt, tracer_id->tgid, tracee->tgid))
		return -EPERM;
	if (fresh)
		task = vpt_task_new(vpt, tracee->tid, tracee->tgid);
	tracer = vpt_tracer_get(vpt, tracer_id->tgid);
	if (!task || !tracer) {
		rc = -ENOMEM;
		goto undo;
	}
	if (fresh) {
		task->machine_options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC |
					(options & VPT_MACHINE_OPTIONS);
		rc = VPT_OP(vpt, seize, tracee->tid, task->machine_options, by);
		if (rc < 0)
			goto undo;
		vpt_task_number(task, tracee->pid_ns);
		vpt_task_running(task);
		task->interrupting = rc > 0;
	}
	*out = vpt_link(task, tracer, tracer_id->tid, tracer_id->pid_ns);
	if (*out) {
		(*out)->options = options;
		return 0;
	}
	rc = -ENOMEM;
	if (fresh) /* cannot detach a running task: without layers it goes at its next stop */
		fresh = false;
undo:
	if (fresh && task)
		vpt_task_free(task);
	if (tracer)
		vpt_tracer_drop_if_idle(tracer);
	return rc;
}

/* Would the host's own wait of this group find the task without __WALL or __WCLONE? */
static bool is_plain_child(struct vpt *vpt, pid_t tid, pid_t tgid)
{
	struct vpt_identity parent;

	return VPT_OP(vpt, real_parent, tid, &parent) == 0 && parent.tgid == tgid &&
	       VPT_OP(vpt, exit_signal, tid) == SIGCHLD;
}

/* A non-seized tracee starts with SIGSTOP. A task that is stopped for other tracers can be
 * examined at once; a running one is interrupted, which cannot be lost as a real SIGSTOP can
 * (it would merge with another, or stop the task if the tracer died first). */
static void owe_sigstop(struct vpt_attachment *att, int code)
{
	att->want_sigstop = true;
	att->sigstop_code = code;
	if (att->task->machine == MACHINE_STOPPED)
		vpt_raise_owed(att->task, false);
	else
		vpt_task_interrupt(att->task);
}

/* Race: two debuggers want a thread to stop at the same time; of two real SIGSTOPs one would
 * be lost. So each gets one of its own, as it did when it attached. */
int vpt_stop_request(struct vpt *vpt, const struct vpt_caller *caller, pid_t tgid,
		     pid_t tid)
{
	struct vpt_task *task;
	struct vpt_attachment *att;
	struct vpt_identity id;

	tid = vpt_find_pid(vpt, caller->pid_ns, tid);
	task = vpt_task_find(vpt, tid);
	att = task ? attachment_of_group(task, caller->tgid) : NULL;
	if (!att || task->nlayers < 2 || task->machine == MACHINE_ZOMBIE ||
	    VPT_OP(vpt, identify, caller->tid, &id) ||
	    (tgid && vpt_find_pid(vpt, caller->pid_ns, tgid) != task->tgid))
		return -ENOTSUP;
	if (att->want_sigstop) /* legacy_queue(): it is pending already */
		return 0;
	att->sigstop_pid = vpt_pid_nr(vpt, task->pid_ns, caller->tgid);
	att->sigstop_uid = id.uid;
	owe_sigstop(att, SI_TKILL);
	return 0;
}

/* A task that is in a group-stop reports it first: ptrace_attach() makes it trap again. */
static void owe_group_stop(struct vpt_attachment *att)
{
	struct vpt_task *task = att->task;

	if (task->at != VPT_STOP_GROUP || task->machine == MACHINE_RUNNING)
		return;
	att->want_group = true;
	if (task->machine == MACHINE_STOPPED) {
		vpt_raise_owed(task, false);
		return;
	}
	/* The tracer may make requests at once: ptrace_attach() waits for JOBCTL_TRAPPING. */
	vpt_task_interrupt(task);
	if (task->vpt->ops->await_stop)
		VPT_OP(task->vpt, await_stop, task->tid);
}

/* ptrace_attach() */
long vpt_attach(struct vpt *vpt, const struct vpt_caller *caller, bool seize, pid_t pid,
		unsigned long addr, unsigned long flags)
{
	struct vpt_identity id;
	struct vpt_attachment *att = NULL;
	long rc;

	rc = VPT_OP(vpt, identify, pid, &id);
	if (rc)
		return rc;
	if (seize) {
		if (addr != 0 || (flags & ~(unsigned long)PTRACE_O_MASK))
			return -EIO;
		rc = vpt_check_options(vpt, caller->tid, flags);
		if (rc)
			return rc;
	} else {
		flags = 0;
	}
	if (id.tgid == caller->tgid)
		return -EPERM;
	rc = VPT_OP(vpt, may_access, caller->tid, pid);
	if (rc)
		return rc;
	if (id.dead)
		return -EPERM;
	rc = take(vpt, &id, caller, caller->tid, flags, &att);
	if (rc)
		return rc;
	att->seized = seize;
	att->attached = seize ? VPT_BY_SEIZE : VPT_BY_ATTACH;
	att->natural = id.tid == id.tgid && is_plain_child(vpt, id.tid, caller->tgid);
	owe_group_stop(att);
	if (seize)
		vpt_want_options(att->task);
	else
		owe_sigstop(att, SI_KERNEL);
	VPT_OP(vpt, new_tracee, caller->tgid, caller->tid, id.tid);
	return 0;
}

/* ptrace_traceme(): the tracer is the thread whose child the caller is. */
long vpt_traceme(struct vpt *vpt, const struct vpt_caller *caller)
{
	struct vpt_identity parent, self = {
		.tid = caller->tid,
		.tgid = caller->tgid,
		.pid_ns = caller->pid_ns,
	};
	struct vpt_caller tracer;
	struct vpt_attachment *att = NULL;
	long rc;

	if (VPT_OP(vpt, real_parent, caller->tid, &parent))
		return -EPERM;
	tracer = (struct vpt_caller){
		.tid = parent.tid,
		.tgid = parent.tgid,
		.pid_ns = parent.pid_ns,
	};
	rc = take(vpt, &self, &tracer, caller->tid, 0, &att);
	if (rc)
		return rc;
	att->attached = VPT_BY_TRACEME;
	att->natural = caller->tid == caller->tgid &&
		       is_plain_child(vpt, caller->tid, tracer.tgid);
	VPT_OP(vpt, new_tracee, tracer.tgid, tracer.tid, caller->tid);
	return 0;
}

/* A layer goes. A SIGSTOP that its tracer sent to the thread, and that it has not been shown,
 * is a pending signal like others from now on: it stops the process. The one of its own
 * PTRACE_ATTACH is no more: it would stop a process only since a tool has died. */
static void leave_sigstop(struct vpt_attachment *att)
{
	siginfo_t info;

	if (!att->want_sigstop || att->sigstop_code != SI_TKILL)
		return;
	vpt_siginfo_sigstop(att, &info);
	vpt_send_tagged(att->task, &info, 0, false);
}

/* ptrace_detach(): the tracee is stopped for this tracer. */
long vpt_detach(struct vpt_attachment *att, unsigned long data)
{
	struct vpt_task *task = att->task;

	if (data > VPT_NSIG)
		return -EIO;
	leave_sigstop(att);
	att->want_trap = att->want_sigstop = false;
	vpt_skip_emulated(att);
	vpt_signal_resumed(att, (int)data);
	att->detaching = true;
	vpt_unlink(att);
	vpt_task_advance(task);
	return 0;
}

/* What happens to one tracee when its tracer dies. A running one is not interrupted: without
 * layers it is let go of at its next stop, and notices nothing till then. As in the kernel, a
 * signal that no wait has collected yet is delivered, one that the tracer has seen is gone with
 * it: wait clears exit_code. But the SIGSTOP that it is shown, or its own trap, is nobody
 * else's. */
static void release(struct vpt_attachment *att)
{
	struct vpt_task *task = att->task;
	bool dead = att->state == ATT_DEAD || task->machine == MACHINE_ZOMBIE;
	bool passes = att->reportable && att->in_journey && !task->journey.chosen &&
		      att->stop == VPT_STOP_SIGNAL;

	if (att->options & PTRACE_O_EXITKILL)
		VPT_OP(task->vpt, kill, task->tid);
	if (!dead)
		leave_sigstop(att);
	vpt_skip_emulated(att);
	if (att->state == ATT_STOPPED)
		vpt_signal_resumed(att, passes ? att->code & 0x7f : 0);
	vpt_unlink(att);
	if (dead)
		vpt_exit_advance(task);
	else if (task->machine == MACHINE_STOPPED)
		vpt_task_advance(task);
	else if (task->machine == MACHINE_LISTENING && task->nlayers == 0)
		vpt_task_interrupt(task); /* it would not stop again by itself */
}

void vpt_recheck_access(struct vpt *vpt, pid_t tid)
{
	struct vpt_task *task = vpt_task_find(vpt, tid);
	struct vpt_attachment *att = task ? TAILQ_FIRST(&task->layers) : NULL;

	while (att) {
		if (VPT_OP(vpt, may_access, att->tracer_tid, tid) == 0) {
			att = TAILQ_NEXT(att, layer);
			continue;
		}
		release(att); /* after which much may have changed */
		task = vpt_task_find(vpt, tid);
		att = task ? TAILQ_FIRST(&task->layers) : NULL;
	}
}

static bool is_of(const struct vpt_attachment *att, pid_t tid, bool others)
{
	return !tid || (att->tracer_tid == tid) != others;
}

/* Release the tracees of one thread of a tracer, of all threads (tid 0), or of all *other*
 * threads than this one. True if the tracer's record has gone with the last of them. */
static bool release_those(struct vpt_tracer *tracer, pid_t tid, bool others)
{
	struct vpt_attachment *att, *next;
	bool last = false;

	for (att = LIST_FIRST(&tracer->tracees); att && !last; att = next) {
		next = LIST_NEXT(att, stolen);
		if (!is_of(att, tid, others))
			continue;
		last = !next && LIST_FIRST(&tracer->tracees) == att &&
		       LIST_EMPTY(&tracer->zombies);
		release(att);
	}
	return last;
}

void vpt_tracer_execed(struct vpt *vpt, pid_t tgid, pid_t former)
{
	struct vpt_tracer *tracer = vpt_tracer_find(vpt, tgid);
	struct vpt_attachment *att;

	if (!tracer || release_those(tracer, former, true))
		return;
	LIST_FOREACH(att, &tracer->tracees, stolen)
		att->tracer_tid = tgid;
}

void vpt_tracer_exited(struct vpt *vpt, pid_t tgid, pid_t tid)
{
	struct vpt_tracer *tracer = vpt_tracer_find(vpt, tgid);
	struct vpt_host_zombie *zombie;

	if (!tracer || release_those(tracer, tid, false) || tid)
		return;
	while ((zombie = LIST_FIRST(&tracer->zombies))) {
		LIST_REMOVE(zombie, link);
		free(zombie);
	}
	vpt_tracer_drop_if_idle(tracer);
}
