/* SPDX-License-Identifier: MIT
 * exit.c: the death of a tracee. Its status goes to the layers one after the other, the
 * outermost first, each reaping once; then the host's task is reaped and its real parent sees
 * it. A tracer that is the real parent is served last, by the host's own wait.
 */
#include <stdlib.h>

#include "vpt.h"

/* Only a thread group's leader is a child of somebody. */
static pid_t real_parent_of(struct vpt_task *task)
{
	struct vpt_identity parent;

	if (task->tid != task->tgid || VPT_OP(task->vpt, real_parent, task->tid, &parent))
		return 0;
	return parent.tgid;
}

static void report_death(struct vpt_attachment *att)
{
	att->state = ATT_DEAD;
	att->code = att->task->exit_status;
	vpt_report(att, true);
}

/* The last one to be told is both tracer and real parent. Reaping the machine's task makes
 * it an ordinary zombie of that process, announced by the host's own SIGCHLD. But a parent
 * that ignores SIGCHLD never sees an ordinary zombie (do_notify_parent() reaps it), whereas
 * a tracee's death it does see: then the status is kept here. */
static void hand_to_real_parent(struct vpt_attachment *att)
{
	struct vpt_task *task = att->task;
	struct vpt *vpt = task->vpt;
	struct vpt_host_zombie *zombie;
	struct vpt_notice notice = {
		.tracer = att->tracer_tid,
		.tracer_tgid = att->tracer->tgid,
		.tracee = task->tid,
		.code = task->exit_status,
	};

	VPT_OP(vpt, reap, task->tid);
	if (!VPT_OP(vpt, exists, task->tid)) {
		task->machine = MACHINE_FREE;
		report_death(att);
		return;
	}
	zombie = malloc(sizeof(*zombie));
	if (zombie) {
		zombie->pid = task->tid;
		LIST_INSERT_HEAD(&att->tracer->zombies, zombie, link);
	}
	vpt_unlink(att);
	vpt_task_free(task);
	VPT_OP(vpt, notify, &notice);
}

/* Tell the next layer of the death, or let go of the task. */
void vpt_exit_advance(struct vpt_task *task)
{
	struct vpt_attachment *att, *parent_att = NULL;
	struct vpt *vpt = task->vpt;
	pid_t parent;

	att = TAILQ_FIRST(&task->layers);
	if (att && att->state == ATT_DEAD)
		return;
	parent = att ? real_parent_of(task) : 0;
	TAILQ_FOREACH(att, &task->layers, layer) {
		if (att->state == ATT_DEAD)
			return;
		if (parent && att->tracer->tgid == parent)
			parent_att = att;
		else
			break;
	}
	if (att) {
		report_death(att);
	} else if (parent_att) {
		if (!VPT_OP(vpt, parent_waits, parent))
			hand_to_real_parent(parent_att);
	} else {
		if (task->machine == MACHINE_ZOMBIE)
			VPT_OP(vpt, reap, task->tid);
		vpt_task_free(task);
	}
}

void vpt_parent_left(struct vpt *vpt, pid_t tgid)
{
	struct vpt_tracer *tracer = vpt_tracer_find(vpt, tgid);
	struct vpt_attachment *att, *next;

	for (att = tracer ? LIST_FIRST(&tracer->tracees) : NULL; att; att = next) {
		next = LIST_NEXT(att, stolen);
		/* the last attachment takes the tracer with it */
		if (att->state != ATT_DEAD && att->task->machine == MACHINE_ZOMBIE)
			vpt_exit_advance(att->task);
	}
}

/* de_thread(): a leader whose place another thread takes by exec is unlinked without a status,
 * but its tracers' waits look again. */
void vpt_leader_replaced(struct vpt_task *leader)
{
	struct vpt *vpt = leader->vpt;
	struct vpt_attachment *att;

	while ((att = TAILQ_FIRST(&leader->layers))) {
		struct vpt_notice notice = {
			.tracer = att->tracer_tid,
			.tracer_tgid = att->tracer->tgid,
			.tracee = leader->tid,
			.gone = true,
		};

		vpt_unlink(att);
		VPT_OP(vpt, notify, &notice);
	}
	vpt_task_free(leader);
}

/* … by a thread that is no tracee. */
bool vpt_machine_replaced(struct vpt *vpt, pid_t tid)
{
	struct vpt_task *task = vpt_task_find(vpt, tid);

	if (!task || task->tid != task->tgid || task->machine == MACHINE_ZOMBIE)
		return false;
	vpt_settle_newborns(vpt, task);
	vpt_breakpoint_executed(task);
	vpt_void_stops(task);
	vpt_breakpoints_exec(task);
	vpt_arch_debug_exec(task);
	task->machine = MACHINE_FREE;
	vpt_leader_replaced(task);
	vpt_settle_newborns(vpt, NULL);
	return true;
}

/* A tracer's wait has collected the death. */
void vpt_exit_reaped(struct vpt_attachment *att)
{
	struct vpt_task *task = att->task;

	vpt_unlink(att);
	vpt_exit_advance(task);
}

void vpt_machine_exited(struct vpt *vpt, pid_t tid, int status, uid_t uid)
{
	struct vpt_task *task = vpt_task_find(vpt, tid);

	if (!task) {
		task = vpt_newborn(vpt, tid);
		if (!task)
			return;
	}
	vpt_settle_newborns(vpt, task);
	vpt_breakpoint_executed(task);
	task->machine = MACHINE_ZOMBIE;
	task->exit_status = status;
	task->uid = uid;
	task->interrupting = false;
	/* a status that nobody has collected is overtaken by the death */
	vpt_void_stops(task);
	if (task->newborn)
		vpt_settle_newborns(vpt, NULL);
	else
		vpt_exit_advance(task);
}

/* exit_notify(): the leader has gone before other threads. A wait finds it after them, but its
 * tracers get a SIGCHLD now. */
void vpt_leader_exited(struct vpt *vpt, pid_t tid, int status, uid_t uid)
{
	struct vpt_task *task = vpt_task_find(vpt, tid);
	struct vpt_attachment *att;

	if (!task || task->machine == MACHINE_ZOMBIE)
		return;
	task->uid = uid;
	TAILQ_FOREACH(att, &task->layers, layer)
		vpt_tell_exit(att, status);
}
