/* SPDX-License-Identifier: MIT
 * task.c: the tables of tracees and tracers, and the life of a tracing system.
 */
#include <stdlib.h>
#include <string.h>

#include "vpt.h"

struct vpt *vpt_new(const struct vpt_host_ops *ops, void *host)
{
	struct vpt *vpt = calloc(1, sizeof(*vpt));

	if (vpt) {
		vpt->ops = ops;
		vpt->host = host;
	}
	return vpt;
}

struct vpt_task *vpt_task_find(struct vpt *vpt, pid_t tid)
{
	struct vpt_task *task;

	HASH_FIND_INT(vpt->tasks, &tid, task);
	return task;
}

struct vpt_task *vpt_task_new(struct vpt *vpt, pid_t tid, pid_t tgid)
{
	struct vpt_task *task = calloc(1, sizeof(*task));

	if (!task)
		return NULL;
	task->vpt = vpt;
	task->tid = tid;
	task->tgid = tgid;
	task->nr = tid;
	task->mm = tgid;
	TAILQ_INIT(&task->layers);
	SLIST_INIT(&task->sent);
	HASH_ADD_INT(vpt->tasks, tid, task);
	return task;
}

/* The task is no longer under control, and has no layers. */
void vpt_task_free(struct vpt_task *task)
{
	struct vpt_sent_signal *sent;

	while ((sent = SLIST_FIRST(&task->sent))) {
		SLIST_REMOVE_HEAD(&task->sent, link);
		free(sent);
	}
	HASH_DEL(task->vpt->tasks, task);
	free(task);
}

/* The task is in this PID namespace. */
void vpt_task_number(struct vpt_task *task, uint64_t pid_ns)
{
	task->pid_ns = pid_ns;
	task->nr = vpt_pid_nr(task->vpt, pid_ns, task->tid);
}

/* The machine lets the task run. */
void vpt_task_running(struct vpt_task *task)
{
	task->machine = MACHINE_RUNNING;
	task->since = ++task->vpt->clock;
}

/* exec by a thread that is not the leader gives it the leader's id (fs/exec.c, de_thread()).
 * The leader's own record goes with its attachments: the kernel's release_task(). */
void vpt_task_rename(struct vpt_task *task, pid_t tid)
{
	struct vpt *vpt = task->vpt;
	struct vpt_task *leader = vpt_task_find(vpt, tid);
	struct vpt_attachment *att;

	if (leader == task)
		return;
	if (leader)
		vpt_leader_replaced(leader);
	HASH_DEL(vpt->tasks, task);
	task->tid = tid;
	HASH_ADD_INT(vpt->tasks, tid, task);
	vpt_task_number(task, task->pid_ns);
	TAILQ_FOREACH(att, &task->layers, layer) {
		att->former_nr = att->nr;
		att->nr = vpt_pid_nr(vpt, att->pid_ns, tid);
	}
}

struct vpt_tracer *vpt_tracer_find(struct vpt *vpt, pid_t tgid)
{
	struct vpt_tracer *tracer;

	HASH_FIND_INT(vpt->tracers, &tgid, tracer);
	return tracer;
}

/* Find a tracer's record, or make it. NULL if there is no memory. */
struct vpt_tracer *vpt_tracer_get(struct vpt *vpt, pid_t tgid)
{
	struct vpt_tracer *tracer = vpt_tracer_find(vpt, tgid);

	if (tracer)
		return tracer;
	tracer = calloc(1, sizeof(*tracer));
	if (!tracer)
		return NULL;
	tracer->vpt = vpt;
	tracer->tgid = tgid;
	LIST_INIT(&tracer->tracees);
	TAILQ_INIT(&tracer->reports);
	LIST_INIT(&tracer->zombies);
	HASH_ADD_INT(vpt->tracers, tgid, tracer);
	return tracer;
}

void vpt_tracer_drop_if_idle(struct vpt_tracer *tracer)
{
	struct vpt *vpt = tracer->vpt;
	pid_t tgid = tracer->tgid;

	if (!LIST_EMPTY(&tracer->tracees) || !LIST_EMPTY(&tracer->zombies))
		return;
	HASH_DEL(vpt->tracers, tracer);
	free(tracer);
	VPT_OP(vpt, last_tracee_gone, tgid);
}

void vpt_free(struct vpt *vpt)
{
	struct vpt_task *task, *next_task;
	struct vpt_tracer *tracer, *next_tracer;

	vpt_breakpoints_free(vpt);
	HASH_ITER(hh, vpt->tasks, task, next_task) {
		struct vpt_attachment *att;

		while ((att = TAILQ_FIRST(&task->layers))) {
			TAILQ_REMOVE(&task->layers, att, layer);
			vpt_arch_debug_unlink(att);
			free(att);
		}
		vpt_task_free(task);
	}
	HASH_ITER(hh, vpt->tracers, tracer, next_tracer) {
		struct vpt_host_zombie *zombie;

		while ((zombie = LIST_FIRST(&tracer->zombies))) {
			LIST_REMOVE(zombie, link);
			free(zombie);
		}
		HASH_DEL(vpt->tracers, tracer);
		free(tracer);
	}
	free(vpt);
}

bool vpt_is_tracee(struct vpt *vpt, pid_t tid)
{
	struct vpt_task *task = vpt_task_find(vpt, tid);

	return task && task->machine != MACHINE_FREE;
}

unsigned vpt_tracee_count(const struct vpt *vpt)
{
	return HASH_COUNT(vpt->tasks);
}

const char *vpt_version(void)
{
	return VPT_VERSION;
}
