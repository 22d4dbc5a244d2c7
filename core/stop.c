/* SPDX-License-Identifier: MIT
 * stop.c: one layer stops: what its tracer is told, and the stops that it is owed.
 */
#include <string.h>

#include "vpt.h"

/* Put a layer into a ptrace-stop and tell its tracer: the end of ptrace_stop(). */
void vpt_stop_layer(struct vpt_attachment *att, enum vpt_stop_kind kind, int code,
		    const siginfo_t *info, unsigned long msg)
{
	struct vpt_task *task = att->task;

	if (att->state == ATT_LISTENING)
		task->nlistening--;
	if (att->state != ATT_STOPPED)
		task->nstopped++;
	att->state = ATT_STOPPED;
	att->stop = kind;
	att->code = code;
	att->msg = msg;
	att->in_journey = att->set_regs = att->errand.sent = false;
	/* "any trap clears pending STOP trap": ptrace_stop() */
	att->want_trap = att->trap_waits = att->want_group = false;
	att->has_info = info != NULL;
	if (info)
		att->info = *info;
	vpt_report(att, true);
}

/* The siginfo of stops that are not signals: ptrace_do_notify(). */
static void stop_info(const struct vpt_task *task, int signr, int code, siginfo_t *info)
{
	memset(info, 0, sizeof(*info));
	info->si_signo = signr;
	info->si_code = code;
	info->si_pid = task->nr;
	info->si_uid = task->uid;
}

void vpt_stop_layer_notify(struct vpt_attachment *att, enum vpt_stop_kind kind, int signr,
			   int code, unsigned long msg)
{
	siginfo_t info;

	stop_info(att->task, signr, code, &info);
	vpt_stop_layer(att, kind, code, &info, msg);
}

/* "STOP trap clears NOTIFY": a trap that is on its way to this layer has come. */
static void need_no_trap(struct vpt_attachment *att)
{
	enum vpt_stop_kind kind = att->task->journey.stop.kind;

	if (kind == VPT_STOP_GROUP || kind == VPT_STOP_TRAP)
		att->due = false;
}

/* do_jobctl_trap(): PTRACE_EVENT_STOP for a seized layer; for another one a bare stop that
 * has no siginfo. */
void vpt_group_report(struct vpt_attachment *att, int signr)
{
	need_no_trap(att);
	if (att->seized)
		vpt_stop_layer_notify(att, VPT_STOP_GROUP, signr,
				      VPT_EVENT_CODE(PTRACE_EVENT_STOP, signr), 0);
	else
		vpt_stop_layer(att, VPT_STOP_GROUP, signr, NULL, 0);
}

void vpt_report_trap(struct vpt_attachment *att)
{
	need_no_trap(att);
	vpt_stop_layer_notify(att, VPT_STOP_TRAP, SIGTRAP,
			      VPT_EVENT_CODE(PTRACE_EVENT_STOP, SIGTRAP), 0);
}

/* ptrace_report_syscall() */
void vpt_report_syscall(struct vpt_attachment *att, enum vpt_stop_kind kind)
{
	bool entry = kind == VPT_STOP_SYSCALL_ENTRY;
	int code = att->options & PTRACE_O_TRACESYSGOOD ? SIGTRAP | 0x80 : SIGTRAP;

	vpt_stop_layer_notify(att, kind, SIGTRAP, code,
			      entry ? PTRACE_EVENTMSG_SYSCALL_ENTRY
				    : PTRACE_EVENTMSG_SYSCALL_EXIT);
	att->in_call = entry;
}

/* A PTRACE_EVENT_STOP that this layer asked for. It names the group-stop, if the group is in
 * one, though the task may have been made to run in it; but not to a layer that has been told
 * of its end, and would take it for a new one. If the trap ended a call that the layer follows,
 * it is the exit from that: "any trap clears it". */
void vpt_raise_trap(struct vpt_attachment *att)
{
	const struct vpt_task *task = att->task;

	if (task->at == VPT_STOP_GROUP && !att->left_group)
		vpt_group_report(att, task->group_signr);
	else if (task->hidden_exit && att->in_call && att->resume == VPT_RESUME_SYSCALL)
		vpt_report_syscall(att, VPT_STOP_SYSCALL_EXIT);
	else if (task->group_stopped && !att->left_group)
		vpt_group_report(att, task->group_signr);
	else
		vpt_report_trap(att);
}

/* The SIGSTOP that a layer is owed: of PTRACE_ATTACH, of its birth, or one that its tracer
 * has sent to the thread. */
void vpt_siginfo_sigstop(const struct vpt_attachment *att, siginfo_t *info)
{
	vpt_siginfo_kernel(info, SIGSTOP, att->sigstop_code);
	if (att->sigstop_code == SI_TKILL) {
		info->si_pid = att->sigstop_pid;
		info->si_uid = att->sigstop_uid;
	}
}

static void raise_sigstop(struct vpt_attachment *att)
{
	siginfo_t info;

	vpt_siginfo_sigstop(att, &info);
	att->want_sigstop = false;
	vpt_stop_layer(att, VPT_STOP_SIGNAL, SIGSTOP, &info, 0);
}

/* Between a system call's entry and its exit a stop that a layer is owed waits for the exit,
 * as it would if the layer were alone; but not while another layer holds the task. */
bool vpt_in_mid_call(const struct vpt_task *task)
{
	return task->at == VPT_STOP_SYSCALL_ENTRY || task->at == VPT_STOP_EVENT;
}

/* A group-stop is reported before the SIGSTOP of an attachment. */
static bool group_stop_comes_first(const struct vpt_attachment *att)
{
	const struct vpt_task *task = att->task;
	const struct vpt_journey *j = &task->journey;
	bool awaited = j->active && j->stop.kind == VPT_STOP_GROUP && att->due;

	return task->at == VPT_STOP_GROUP &&
	       (att->want_group || (att->want_sigstop && awaited));
}

/* Is the task in code that another layer has written, for a moment, to execute one instruction
 * out of line? No other layer is to see that. */
static bool is_elsewhere(const struct vpt_attachment *att)
{
	const struct vpt_task *task = att->task;
	const struct vpt_attachment *other;

	if (task->journey.active && task->journey.first_pass)
		return true;
	TAILQ_FOREACH(other, &task->layers, layer)
		if (other != att && other->out_of_line && other->state == ATT_RUNNING)
			return true;
	return false;
}

/* PTRACE_LISTEN with a PTRACE_INTERRUPT pending, which does not end it. */
bool vpt_listens_on(const struct vpt_attachment *att)
{
	return att->state == ATT_LISTENING && att->trap_waits;
}

/* Does the machine stand at the beginning of a system call? */
static bool is_at_entry(const struct vpt_task *task)
{
	return task->at == VPT_STOP_SYSCALL_ENTRY ||
	       (task->at == VPT_STOP_EVENT &&
		task->journey.stop.event == PTRACE_EVENT_SECCOMP);
}

/* Is this layer in a stop of its own while others hold the task at the beginning of a call that
 * it has not been shown? Alone, it would have kept the task from making the call. */
bool vpt_is_before_entry(const struct vpt_attachment *att)
{
	return !att->in_call && (is_at_entry(att->task) || att->task->in_seccomp);
}

/* And will it not be shown that call by the journey? If the layer follows calls from now on it
 * would have seen it begin. */
static bool has_missed_entry(const struct vpt_attachment *att)
{
	const struct vpt_journey *j = &att->task->journey;
	bool comes = j->active && j->stop.kind == VPT_STOP_SYSCALL_ENTRY && j->at &&
		     j->at->seq >= att->seq;

	return is_at_entry(att->task) && !att->in_call && !comes;
}

/* Show the entries that layers have missed, now that they have resumed from their stops. */
void vpt_raise_entries(struct vpt_task *task)
{
	struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer) {
		if (!att->missed_entry || att->state != ATT_RUNNING)
			continue;
		att->missed_entry = false;
		/* unless its tracer has taken it away */
		if (!vpt_arch_in_call(task))
			continue;
		vpt_report_syscall(att, VPT_STOP_SYSCALL_ENTRY);
	}
}

/* The machine has stopped: a trap need not wait any more. */
void vpt_traps_are_due(struct vpt_task *task)
{
	struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer)
		att->trap_waits = false;
}

/* Start the stops that layers are owed. They do not queue behind another layer's stop. `goes_on`:
 * nobody holds the task, and a trap that can wait comes when the machine has stopped again: the
 * signal of the last stop has been delivered by then, and other traps have become one with it. */
void vpt_raise_owed(struct vpt_task *task, bool goes_on)
{
	struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer) {
		if (att->state == ATT_STOPPED || att->state == ATT_DEAD || att->exiting)
			continue;
		if (!att->want_group && !att->want_sigstop &&
		    (!att->want_trap || (goes_on && att->trap_waits) ||
		     vpt_listens_on(att)))
			continue;
		if (is_elsewhere(att))
			continue;
		/* if that ends a call, the layer will see it begin again */
		att->saw_seccomp &= vpt_in_mid_call(task);
		att->missed_entry = has_missed_entry(att);
		if (group_stop_comes_first(att))
			vpt_group_report(att, task->group_signr);
		else if (att->want_sigstop)
			raise_sigstop(att);
		else if (att->want_trap)
			vpt_raise_trap(att);
	}
}
