/* SPDX-License-Identifier: MIT
 * seccomp.c: PTRACE_EVENT_SECCOMP for calls that the host's own mechanism took before the
 * task's filter could say SECCOMP_RET_TRACE. The counterpart of the SECCOMP_RET_TRACE case of
 * __seccomp_filter() in kernel/seccomp.c.
 *
 * The call is interrupted, so that the task stops; its registers are made to look as in the
 * kernel's stop; and when the last layer has resumed, the call begins again, which nobody is
 * shown.
 */
#include "vpt.h"

static bool anyone_asked(const struct vpt_task *task)
{
	const struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer)
		if (att->options & PTRACE_O_TRACESECCOMP)
			return true;
	return false;
}

int vpt_seccomp_event(struct vpt *vpt, pid_t tid, unsigned long data)
{
	struct vpt_task *task = vpt_task_find(vpt, tid);

	if (!task || task->machine == MACHINE_ZOMBIE || !anyone_asked(task))
		return -ENOSYS;
	if (task->seccomp_passed) {
		task->seccomp_passed = false;
		return 1;
	}
	task->want_seccomp = true;
	task->seccomp_data = data;
	vpt_task_interrupt(task);
	return 0;
}

/* The machine has stopped: is it for the event? Race: a signal came first; then the call
 * begins again, and so does this. */
bool vpt_seccomp_begin(struct vpt_task *task, const struct vpt_machine_stop *stop)
{
	struct vpt_machine_stop event = {
		.kind = VPT_STOP_EVENT,
		.event = PTRACE_EVENT_SECCOMP,
		.msg = task->seccomp_data,
		.uid = stop->uid,
	};
	struct vpt_attachment *att;

	if (stop->kind != VPT_STOP_SYSCALL_ENTRY)
		task->seccomp_passed = false;
	if (!task->want_seccomp)
		return false;
	task->want_seccomp = false;
	if ((stop->kind != VPT_STOP_SYSCALL_EXIT && stop->kind != VPT_STOP_TRAP) ||
	    !vpt_arch_interrupted(task))
		return false;
	vpt_arch_call_entered(task);
	vpt_journey_begin(task, &event);
	task->journey.chosen = true;
	TAILQ_FOREACH(att, &task->layers, layer)
		att->due = att->options & PTRACE_O_TRACESECCOMP;
	task->hidden_exit = task->in_seccomp = true;
	task->hidden_ip = vpt_arch_ip(task);
	return true;
}

/* All layers have resumed: let the call begin again. False if a tracer has taken it away: then
 * it is over, and its exit comes next. */
bool vpt_seccomp_end(struct vpt_task *task)
{
	if (!task->in_seccomp)
		return true;
	task->in_seccomp = false;
	task->seccomp_passed = vpt_arch_call_again(task);
	return task->seccomp_passed;
}
