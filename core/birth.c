/* SPDX-License-Identifier: MIT
 * birth.c: the children of traced tasks: which tracers follow them. The counterpart of
 * ptrace_init_task() in kernel/ptrace.h; a child may stop before its parent's event tells whose
 * it is.
 */
#include "vpt.h"

/* For vpt_inherit(): instead of the event that tells of a child. */
enum { EVENT_UNKNOWN = 0, EVENT_NONE = -1 };

/* Which option makes a layer's tracer follow this kind of child? */
static unsigned long option_of(int event)
{
	return event ? 1ul << event
		     : PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;
}

static bool follows(const struct vpt_attachment *att, int event)
{
	return event == EVENT_NONE || (att->options & option_of(event));
}

/* ptrace_init_task(): a new child of a tracee gets the layers that asked for its kind, in
 * the same order, each with the first stop that its kind of attachment has. The machine has
 * attached it already. Its first stop may have come before the parent's event. */
void vpt_inherit(struct vpt_task *parent, pid_t child_tid, int event)
{
	struct vpt *vpt = parent->vpt;
	struct vpt_task *child = vpt_task_find(vpt, child_tid);
	struct vpt_identity id = { .tid = child_tid, .tgid = child_tid };
	unsigned long flags = event > 0 ? vpt_arch_clone_flags(parent) : 0;
	struct vpt_attachment *att;

	VPT_OP(vpt, identify, child_tid, &id);
	if (!child) {
		child = vpt_task_new(vpt, child_tid, id.tgid);
		if (!child)
			return;
		vpt_task_running(child);
		child->interrupting = true; /* its first stop is a trap */
	}
	if (child->newborn)
		vpt->newborns--;
	child->newborn = false;
	child->tgid = id.tgid;
	vpt_task_number(child, id.pid_ns);
	child->machine_options = parent->machine_options;
	if (flags & VPT_CLONE_PTRACE)
		event = EVENT_NONE;
	TAILQ_FOREACH(att, &parent->layers, layer) {
		struct vpt_attachment *twin;

		if (!follows(att, event) ||
		    vpt_is_traced_by(vpt, child_tid, att->tracer->tgid))
			continue;
		twin = vpt_link(child, att->tracer, att->tracer_tid, att->pid_ns);
		if (!twin)
			continue;
		twin->seized = att->seized;
		twin->attached = VPT_BY_BIRTH;
		twin->options = att->options;
		twin->natural = false;
		twin->want_trap = att->seized;
		twin->want_sigstop = !att->seized;
		twin->want_group =
			child->machine == MACHINE_STOPPED && child->at == VPT_STOP_GROUP;
		twin->sigstop_code = SI_USER;
	}
	vpt_breakpoints_fork(parent, child,
			     id.tgid == parent->tgid || (flags & VPT_CLONE_VM));
	if (child->machine == MACHINE_STOPPED) {
		vpt_task_advance(child);
	} else if (child->machine == MACHINE_ZOMBIE) {
		vpt_exit_advance(child);
	}
}

/* Race: a child that the machine has attached stops, or dies, before its parent's event has
 * been seen. It waits for vpt_inherit(). */
struct vpt_task *vpt_newborn(struct vpt *vpt, pid_t tid)
{
	struct vpt_task *task = vpt_task_new(vpt, tid, tid);

	if (!task)
		return NULL;
	task->newborn = true;
	task->interrupting = true; /* its first stop is a trap */
	task->since = ++vpt->clock;
	task->birth.options = option_of(EVENT_UNKNOWN);
	vpt->newborns++;
	return task;
}

/* ---- newborns: whose are they? ---- */

/* kernel_clone() chooses the event by CLONE_VFORK, which does not show, and the exit signal,
 * which a thread has none of. */
static unsigned long birth_options(struct vpt *vpt, const struct vpt_identity *child)
{
	bool forked = child->tgid == child->tid &&
		      VPT_OP(vpt, exit_signal, child->tid) == SIGCHLD;

	return PTRACE_O_TRACEVFORK | (forked ? PTRACE_O_TRACEFORK : PTRACE_O_TRACECLONE);
}

/* Ask the host, once, what a newborn tells of its creator. */
static void learn_birth(struct vpt_task *child)
{
	struct vpt_identity id, parent;
	struct vpt *vpt = child->vpt;

	if (child->birth.known || VPT_OP(vpt, identify, child->tid, &id))
		return;
	child->birth.known = true;
	child->tgid = id.tgid;
	child->birth.options = birth_options(vpt, &id);
	if (id.tgid == id.tid && VPT_OP(vpt, real_parent, id.tid, &parent) == 0) {
		child->birth.parent = parent.tid;
		child->birth.parent_tgid = parent.tgid;
	}
}

static struct vpt_task *task_of_group(struct vpt *vpt, pid_t tgid)
{
	struct vpt_task *task, *next;

	HASH_ITER(hh, vpt->tasks, task, next)
		if (task->tgid == tgid && !task->newborn &&
		    task->machine != MACHINE_ZOMBIE)
			return task;
	return NULL;
}

/* CLONE_PARENT makes a child its creator's sibling. */
static bool is_sibling(const struct vpt_task *task, const struct vpt_task *child)
{
	struct vpt_identity parent;

	return VPT_OP(task->vpt, real_parent, task->tid, &parent) == 0 &&
	       parent.tgid == child->birth.parent_tgid;
}

/* Can this task be the child's creator? The creator may be dead, and the child another's. */
static bool may_have_created(const struct vpt_task *task, const struct vpt_task *child)
{
	if (!child->birth.known)
		return true;
	if (child->tgid != child->tid)
		return task->tgid == child->tgid;
	return task->tgid == child->birth.parent_tgid ||
	       !task_of_group(task->vpt, child->birth.parent_tgid) ||
	       is_sibling(task, child);
}

/* Can this task be the one that will report the birth? A parent goes from the birth to the
 * event without a stop in between, so it has run since before the child stopped. */
static bool may_report(const struct vpt_task *task, const struct vpt_task *child)
{
	return task->machine == MACHINE_RUNNING && task->since < child->since &&
	       (task->machine_options & child->birth.options) &&
	       may_have_created(task, child);
}

static bool has_reporter(struct vpt *vpt, const struct vpt_task *child,
			 const struct vpt_task *dying)
{
	struct vpt_task *task, *next;

	HASH_ITER(hh, vpt->tasks, task, next)
		if (task != dying && may_report(task, child))
			return true;
	return false;
}

/* Is there a task that would not report each kind of child? Where all do, as under strace -f,
 * it need not be found out whose child a newborn is. */
static bool may_have_silent_creator(struct vpt *vpt)
{
	unsigned long all = option_of(EVENT_UNKNOWN);
	struct vpt_task *task, *next;

	HASH_ITER(hh, vpt->tasks, task, next)
		if (!task->newborn && (task->machine_options & all) != all)
			return true;
	return false;
}

/* The creator of a child that nobody reports. Which thread of its group that was, nobody can
 * tell; mostly they are traced alike. */
static struct vpt_task *silent_creator(struct vpt *vpt, const struct vpt_task *child)
{
	struct vpt_task *task, *next;

	if (child->tgid != child->tid)
		return task_of_group(vpt, child->tgid);
	task = vpt_task_find(vpt, child->birth.parent);
	if (task && !task->newborn && task->machine != MACHINE_ZOMBIE)
		return task;
	HASH_ITER(hh, vpt->tasks, task, next)
		if (!task->newborn && task->machine != MACHINE_ZOMBIE &&
		    is_sibling(task, child))
			return task;
	return NULL;
}

/* CLONE_PTRACE makes a child a tracee without any option, and without an event. */
static bool adopt_unasked(struct vpt *vpt, struct vpt_task *child)
{
	struct vpt_task *creator;

	learn_birth(child);
	creator = child->birth.known ? silent_creator(vpt, child) : NULL;
	if (creator)
		vpt_inherit(creator, child->tid, EVENT_NONE);
	return creator != NULL;
}

/* A parent that is killed between the birth and the event does not report it. A newborn that
 * no task is left to report was the child of the one that dies now, and gets the layers that
 * it would have; or, if that is long gone, nobody can tell which, and it is let go. */
void vpt_settle_newborns(struct vpt *vpt, struct vpt_task *dying)
{
	struct vpt_task *child, *next;
	bool silent;

	if (vpt->newborns == 0)
		return;
	silent = may_have_silent_creator(vpt);
	HASH_ITER(hh, vpt->tasks, child, next) {
		if (!child->newborn || child == dying)
			continue;
		if (silent)
			learn_birth(child);
		if (has_reporter(vpt, child, dying))
			continue;
		if (dying && may_report(dying, child)) {
			vpt_inherit(dying, child->tid, EVENT_UNKNOWN);
			continue;
		}
		if (adopt_unasked(vpt, child))
			continue;
		child->newborn = false;
		vpt->newborns--;
		if (child->machine == MACHINE_ZOMBIE)
			vpt_exit_advance(child);
		else
			vpt_task_advance(child);
	}
}
