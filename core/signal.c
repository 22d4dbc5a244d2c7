/* SPDX-License-Identifier: MIT
 * signal.c: the way of a signal from the machine through the layers to the task, and of
 * signals that tracers inject. The counterpart of ptrace_signal() in kernel/signal.c.
 */
#include <stdlib.h>
#include <string.h>

#include "vpt.h"

/* From this number on signals are queued. */
enum { FIRST_QUEUED = 32 };

/* A siginfo with no sender: what SEND_SIG_PRIV (SI_KERNEL) and an unqueued signal (SI_USER)
 * look like. */
void vpt_siginfo_kernel(siginfo_t *info, int signr, int code)
{
	memset(info, 0, sizeof(*info));
	info->si_signo = signr;
	info->si_code = code;
}

/* Send a real signal. The host cannot give it the siginfo that the kernel would, so it
 * carries a tag, and is made to look right when it arrives. The record of it, or NULL. */
static struct vpt_sent_signal *send_signal(struct vpt_task *task, const siginfo_t *info,
					   uint64_t from, bool exec_trap)
{
	struct vpt_sent_signal *sent = calloc(1, sizeof(*sent));

	if (!sent)
		return NULL;
	sent->tag = ++task->vpt->next_tag;
	sent->from = from;
	sent->exec_trap = exec_trap;
	sent->info = *info;
	SLIST_INSERT_HEAD(&task->sent, sent, link);
	VPT_OP(task->vpt, send_signal, task->tid, info->si_signo, sent->tag);
	return sent;
}

/* The same, where the kernel sends one: two of a number become one, legacy_queue(). */
void vpt_send_tagged(struct vpt_task *task, const siginfo_t *info, uint64_t from,
		     bool exec_trap)
{
	send_signal(task, info, from, exec_trap);
}

static bool is_pending(struct vpt_task *task, int signr)
{
	struct ptrace_peeksiginfo_args args = { .nr = 1 };
	siginfo_t info;

	while (VPT_OP(task->vpt, request, task->tid, PTRACE_PEEKSIGINFO,
		      (unsigned long)&args, &info) == 1) {
		if (info.si_signo == signr)
			return true;
		args.off++;
	}
	return false;
}

static bool is_blocked(struct vpt_task *task, int signr)
{
	uint64_t mask = 0;

	VPT_OP(task->vpt, request, task->tid, PTRACE_GETSIGMASK, sizeof(mask), &mask);
	return mask & (1ull << (signr - 1));
}

/* A tracer injects a signal in a stop that is a signal-delivery-stop to its layer only. In the
 * kernel it would be delivered at once; here it is sent. If one of that number is pending, the
 * machine has that one only: it is taken for ours when it arrives, and sent again. */
void vpt_inject_signal(struct vpt_task *task, const siginfo_t *info, uint64_t from)
{
	int signr = info->si_signo;
	bool merges = signr < FIRST_QUEUED && !is_blocked(task, signr) &&
		      is_pending(task, signr);
	struct vpt_sent_signal *sent = send_signal(task, info, from, false);

	if (sent)
		sent->merged = merges;
}

static struct vpt_sent_signal *find_sent(struct vpt_task *task, uint64_t tag)
{
	struct vpt_sent_signal *sent;

	SLIST_FOREACH(sent, &task->sent, link)
		if (sent->tag == tag)
			return sent;
	return NULL;
}

/* The record of a signal that has arrived, which is ours if it has a tag, or has become one with
 * one of ours. */
static struct vpt_sent_signal *take_sent(struct vpt_task *task, uint64_t tag, int signr)
{
	struct vpt_sent_signal *sent = NULL;

	if (tag)
		sent = find_sent(task, tag);
	else
		SLIST_FOREACH(sent, &task->sent, link)
			if (sent->merged && sent->info.si_signo == signr)
				break;
	if (sent)
		SLIST_REMOVE(&task->sent, sent, vpt_sent_signal, link);
	return sent;
}

bool vpt_sent_info(struct vpt *vpt, pid_t tid, uint64_t tag, siginfo_t *info)
{
	struct vpt_task *task = vpt_task_find(vpt, tid);
	const struct vpt_sent_signal *sent = task ? find_sent(task, tag) : NULL;

	if (sent)
		*info = sent->info;
	return sent != NULL;
}

/* A trap that ends a step (TRAP_TRACE), a step over a system call (TRAP_BRKPT) or one into a
 * handler (SIGTRAP) is the affair of the layers that stepped, if they are there still. */
static bool claim_step_trap(struct vpt_task *task, const siginfo_t *info)
{
	struct vpt_attachment *att;

	if (!task->stepped || info->si_signo != SIGTRAP ||
	    (info->si_code != TRAP_TRACE && info->si_code != TRAP_BRKPT &&
	     info->si_code != SIGTRAP))
		return false;
	TAILQ_FOREACH(att, &task->layers, layer)
		att->due = att->stepped;
	return true;
}

/* exec's SIGTRAP is for those who were attached, without TRACEEXEC, when it was sent. */
static void claim_exec_trap(struct vpt_task *task)
{
	struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer) {
		att->due = att->exec_trap;
		att->exec_trap = false;
	}
}

/* The machine is in a signal-delivery-stop. */
void vpt_signal_arrived(struct vpt_task *task, struct vpt_machine_stop *stop,
			uint64_t tag)
{
	struct vpt_sent_signal *sent = take_sent(task, tag, stop->signr);
	struct vpt_journey *j = &task->journey;

	if (sent && sent->merged)
		vpt_send_tagged(task, &stop->info, 0, false);
	if (sent)
		stop->info = sent->info;
	vpt_journey_begin(task, stop);
	j->real = true;
	if (sent) {
		j->dirty = true;
		j->from = sent->from;
		j->chosen = sent->exec_trap;
		if (sent->exec_trap)
			claim_exec_trap(task);
		free(sent);
	} else if (vpt_breakpoint_trap(task, &stop->info, &j->trap_addr)) {
		j->chosen = j->breakpoint = true;
	} else if (vpt_arch_debug_trap(task, &stop->info)) {
		j->chosen = true;
	} else if (vpt_errand_trap(task, &stop->info)) {
		j->chosen = true;
	} else if (claim_step_trap(task, &stop->info)) {
		j->chosen = true;
	}
	if (j->chosen)
		vpt_journey_share(task);
}

/* ptrace_signal(): if the number has changed, so does the siginfo. */
static void replace_info(const struct vpt_attachment *att, int signr, siginfo_t *info)
{
	struct vpt_identity id;

	if (signr == att->info.si_signo) {
		*info = att->info;
		return;
	}
	vpt_siginfo_kernel(info, signr, SI_USER);
	info->si_pid = vpt_pid_nr(att->task->vpt, att->task->pid_ns, att->tracer_tid);
	if (VPT_OP(att->task->vpt, identify, att->tracer_tid, &id) == 0)
		info->si_uid = id.uid;
}

/* The signal goes on as this one. A new one that is blocked goes no further inwards: the
 * machine queues it, and it is reported when it is unblocked. */
static void replace_signal(struct vpt_attachment *att, struct vpt_journey *j, int signr)
{
	siginfo_t info;

	/* SIGKILL needs no consent. */
	if (signr == SIGKILL) {
		VPT_OP(att->task->vpt, kill, att->task->tid);
		signr = 0;
	}
	/* Each of the layers that a trap is for may suppress its own. */
	if (j->chosen)
		j->passed = signr ? signr : j->passed;
	else if (signr == 0)
		j->stop.signr = 0;
	if (signr == 0)
		return;
	replace_info(att, signr, &info);
	if (memcmp(&j->stop.info, &info, sizeof(info)) != 0) {
		j->stop.info = info;
		j->dirty = true;
	}
	if (j->chosen || signr == j->stop.signr)
		return;
	j->requeued = TAILQ_NEXT(att, layer) && is_blocked(att->task, signr);
	j->stop.signr = signr;
}

/* Is it on the way out of such a stop that a call which was interrupted begins again, or
 * becomes EINTR? */
static bool ends_calls(enum vpt_stop_kind kind)
{
	return kind == VPT_STOP_SIGNAL || kind == VPT_STOP_GROUP || kind == VPT_STOP_TRAP;
}

/* A layer lets go of its stop with a signal: what becomes of it depends on the stop. */
void vpt_signal_resumed(struct vpt_attachment *att, int signr)
{
	struct vpt_task *task = att->task;
	struct vpt_journey *j = &task->journey;
	bool in_journey = att->in_journey && j->active && j->at == att;
	siginfo_t info;

	att->in_journey = false;
	task->set_regs |= att->set_regs && ends_calls(att->stop);
	if (vpt_has_breakpoints(task->vpt))
		att->out_of_line =
			att->set_regs && vpt_breakpoint_own_code(att, vpt_arch_ip(task));
	vpt_errand_resumed(att);
	if (in_journey)
		vpt_journey_merge(att);
	switch (att->stop) {
	case VPT_STOP_SIGNAL:
		if (in_journey) {
			replace_signal(att, j, signr);
		} else if (signr) {
			/* its own SIGSTOP passes on to the layers within */
			replace_info(att, signr, &info);
			vpt_inject_signal(task, &info, att->seq);
		}
		break;
	case VPT_STOP_SYSCALL_ENTRY:
	case VPT_STOP_SYSCALL_EXIT:
		/* ptrace_report_syscall(): "continuing with a signal" sends it anew */
		if (signr) {
			vpt_siginfo_kernel(&info, signr, SI_KERNEL);
			vpt_send_tagged(task, &info, 0, false);
		}
		break;
	default:
		break;
	}
	if (!in_journey)
		return;
	j->visiting = false;
	/* 0 ends a signal's journey */
	if (j->stop.kind == VPT_STOP_SIGNAL && (j->stop.signr == 0 || j->requeued))
		j->at = NULL;
	else if (vpt_journey_recall(att))
		j->at = TAILQ_FIRST(&task->layers);
	else
		j->at = j->stop.kind == VPT_STOP_SYSCALL_ENTRY
				? TAILQ_PREV(att, vpt_layers, layer)
				: TAILQ_NEXT(att, layer);
}
