/* SPDX-License-Identifier: MIT
 * wait.c: what a tracer's wait finds. The counterpart of do_wait() in kernel/exit.c, for
 * tracees; real children are the business of the host's own wait.
 */
#include <stdlib.h>
#include <string.h>

#include "vpt.h"

/* ---- news for the tracer ---- */

static void begin_info(const struct vpt_attachment *att, siginfo_t *info)
{
	memset(info, 0, sizeof(*info));
	info->si_signo = SIGCHLD;
	info->si_pid = att->nr;
	info->si_uid = att->task->uid;
}

/* The SIGCHLD for a death: do_notify_parent(). */
static void exit_info(const struct vpt_attachment *att, int status, siginfo_t *info)
{
	begin_info(att, info);
	if (status & 0x80)
		info->si_code = CLD_DUMPED;
	else if (status & 0x7f)
		info->si_code = CLD_KILLED;
	else
		info->si_code = CLD_EXITED;
	info->si_status = (status & 0x7f) ? (status & 0x7f) : (status >> 8) & 0xff;
}

/* The one for a stop: do_notify_parent_cldstop(). */
static void stop_info(const struct vpt_attachment *att, siginfo_t *info)
{
	const struct vpt_task *task = att->task;

	begin_info(att, info);
	if (att->stop == VPT_STOP_GROUP || att->stop == VPT_STOP_TRAP) {
		info->si_code = CLD_STOPPED;
		/* signal->group_exit_code, which SIGCONT clears */
		info->si_status = att->stop == VPT_STOP_GROUP || task->group_stopped
					  ? task->group_signr
					  : 0;
	} else {
		info->si_code = CLD_TRAPPED;
		info->si_status = att->code & 0x7f;
	}
}

static void sigchld_info(const struct vpt_attachment *att, siginfo_t *info)
{
	if (att->state == ATT_DEAD)
		exit_info(att, att->code, info);
	else
		stop_info(att, info);
}

static struct vpt_notice notice_of(const struct vpt_attachment *att, int code)
{
	return (struct vpt_notice){
		.tracer = att->tracer_tid,
		.tracer_tgid = att->tracer->tgid,
		.tracee = att->task->tid,
		.code = code,
		.foreign = att->pid_ns != 0,
	};
}

/* The attachment has a status that a wait may collect; `signal`: its SIGCHLD is still to be
 * sent. */
void vpt_report(struct vpt_attachment *att, bool signal)
{
	struct vpt_notice notice = notice_of(
		att, att->state == ATT_DEAD ? att->code : VPT_W_STOPCODE(att->code));

	notice.mark = &att->mark;
	notice.signal = signal;
	if (!att->reportable) {
		att->reportable = true;
		TAILQ_INSERT_TAIL(&att->tracer->reports, att, reports);
	}
	sigchld_info(att, &notice.info);
	VPT_OP(att->task->vpt, notify, &notice);
}

/* The tracer gets the SIGCHLD for a death that no wait can collect yet. */
void vpt_tell_exit(struct vpt_attachment *att, int status)
{
	struct vpt_notice notice = notice_of(att, status);

	notice.signal = true;
	exit_info(att, status, &notice.info);
	VPT_OP(att->task->vpt, notify, &notice);
}

void vpt_unreport(struct vpt_attachment *att)
{
	if (!att->reportable)
		return;
	att->reportable = false;
	TAILQ_REMOVE(&att->tracer->reports, att, reports);
}

/* ---- matching ---- */

static bool matches_id(struct vpt *vpt, const struct vpt_wait *wait, pid_t tid,
		       pid_t tgid)
{
	switch (wait->which) {
	case VPT_WAIT_ANY:
		return true;
	case VPT_WAIT_PID:
		return tid == wait->id;
	case VPT_WAIT_PGID:
		return VPT_OP(vpt, getpgid, tgid) == wait->id;
	}
	return false;
}

/* eligible_child(): a tracee is eligible whatever __WALL and __WCLONE say. */
static bool eligible(const struct vpt_attachment *att, const struct vpt_caller *caller,
		     const struct vpt_wait *wait)
{
	if ((wait->options & __WNOTHREAD) && att->tracer_tid != caller->tid)
		return false;
	return matches_id(att->task->vpt, wait, att->task->tid, att->task->tgid);
}

/* Is there a real child whose death its tracer must collect with the host's own wait? */
static bool host_zombie_waits(struct vpt *vpt, struct vpt_tracer *tracer,
			      const struct vpt_wait *wait)
{
	struct vpt_host_zombie *zombie, *next;
	bool found = false;

	for (zombie = LIST_FIRST(&tracer->zombies); zombie; zombie = next) {
		next = LIST_NEXT(zombie, link);
		if (!VPT_OP(vpt, exists, zombie->pid)) {
			LIST_REMOVE(zombie, link);
			free(zombie);
		} else if (matches_id(vpt, wait, zombie->pid, zombie->pid)) {
			found = true;
		}
	}
	return found;
}

/* wait_task_stopped() and wait_task_zombie(), as far as they describe the child. */
static void describe(struct vpt_attachment *att, struct vpt_wait_result *result)
{
	sigchld_info(att, &result->info);
	result->pid = att->task->tid;
	result->nr = att->nr;
	result->attachment = att;
	if (att->state == ATT_DEAD) {
		result->status = att->code;
		return;
	}
	result->status = VPT_W_STOPCODE(att->code);
	result->info.si_code = CLD_TRAPPED;
	result->info.si_status = att->code;
}

static struct vpt_attachment *find_report(struct vpt_tracer *tracer,
					  const struct vpt_caller *caller,
					  const struct vpt_wait *wait)
{
	struct vpt_attachment *att;

	TAILQ_FOREACH(att, &tracer->reports, reports) {
		if (att->state == ATT_DEAD && !(wait->options & WEXITED))
			continue;
		if (eligible(att, caller, wait))
			return att;
	}
	return NULL;
}

/* wait_task_continued(): the parent and the tracers of a group have one report between them. */
static struct vpt_attachment *find_continued(struct vpt_tracer *tracer,
					     const struct vpt_caller *caller,
					     const struct vpt_wait *wait)
{
	struct vpt_attachment *att;

	if (!(wait->options & WCONTINUED) || !tracer->vpt->ops->continued)
		return NULL;
	LIST_FOREACH(att, &tracer->tracees, stolen)
		if (att->state != ATT_DEAD && eligible(att, caller, wait) &&
		    VPT_OP(tracer->vpt, continued, att->task->tid, false))
			return att;
	return NULL;
}

static void describe_continued(struct vpt_attachment *att, struct vpt_wait_result *result)
{
	describe(att, result);
	result->continued = true;
	result->status = VPT_W_CONTINUED;
	result->info.si_code = CLD_CONTINUED;
	result->info.si_status = SIGCONT;
}

/* Is there a tracee that this wait could one day be about? */
static bool any_eligible(struct vpt_tracer *tracer, const struct vpt_caller *caller,
			 const struct vpt_wait *wait, bool *all_foreign)
{
	struct vpt_attachment *att;
	bool any = false;

	*all_foreign = true;
	if (wait->which == VPT_WAIT_PID) {
		struct vpt_task *task = vpt_task_find(tracer->vpt, wait->id);

		if (task)
			TAILQ_FOREACH(att, &task->layers, layer)
				if (att->tracer == tracer &&
				    eligible(att, caller, wait)) {
					*all_foreign = !att->natural;
					return true;
				}
		return false;
	}
	LIST_FOREACH(att, &tracer->tracees, stolen) {
		if (!eligible(att, caller, wait))
			continue;
		any = true;
		if (att->natural) {
			*all_foreign = false;
			break;
		}
	}
	return any;
}

enum vpt_wait_outcome vpt_wait(struct vpt *vpt, const struct vpt_caller *caller,
			       const struct vpt_wait *wait,
			       struct vpt_wait_result *result)
{
	struct vpt_tracer *tracer = vpt_tracer_find(vpt, caller->tgid);
	struct vpt_attachment *att;

	memset(result, 0, sizeof(*result));
	if (!tracer)
		return VPT_WAIT_HOST;
	att = find_report(tracer, caller, wait);
	if (att) {
		describe(att, result);
		return VPT_WAIT_REPORT;
	}
	att = find_continued(tracer, caller, wait);
	if (att) {
		describe_continued(att, result);
		return VPT_WAIT_REPORT;
	}
	if (!LIST_EMPTY(&tracer->zombies)) {
		bool waits = host_zombie_waits(vpt, tracer, wait);

		if (LIST_EMPTY(&tracer->zombies) && LIST_EMPTY(&tracer->tracees)) {
			vpt_tracer_drop_if_idle(tracer);
			return VPT_WAIT_HOST;
		}
		if (waits)
			return VPT_WAIT_HOST;
	}
	return any_eligible(tracer, caller, wait, &result->all_foreign) ? VPT_WAIT_BLOCK
									: VPT_WAIT_HOST;
}

bool vpt_has_report(struct vpt *vpt, pid_t tgid)
{
	struct vpt_tracer *tracer = vpt_tracer_find(vpt, tgid);

	return tracer && !TAILQ_EMPTY(&tracer->reports);
}

void vpt_wait_commit(struct vpt *vpt, const struct vpt_wait_result *result)
{
	struct vpt_attachment *att = result->attachment;

	if (result->continued) {
		VPT_OP(vpt, continued, result->pid, true);
		return;
	}
	vpt_unreport(att);
	if (att->state == ATT_DEAD)
		vpt_exit_reaped(att);
}
