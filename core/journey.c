/* SPDX-License-Identifier: MIT
 * journey.c: how a stop of the machine travels through the layers of a task.
 *
 * The rule, and all code goes through it: a stop visits the layers that are interested in it
 * one at a time (a *journey*), system call entries from the innermost layer outwards, all
 * else from the outermost inwards. Beside it a layer can have a stop of its own (attach,
 * PTRACE_INTERRUPT; stop.c), which starts at once and delays only the journey's visit to that
 * layer. The task runs when the journey is over and no layer holds it (machine.c).
 */
#include <string.h>

#include "vpt.h"

static struct vpt_attachment *first_layer(const struct vpt_journey *j,
					  struct vpt_task *task)
{
	return j->stop.kind == VPT_STOP_SYSCALL_ENTRY
		       ? TAILQ_LAST(&task->layers, vpt_layers)
		       : TAILQ_FIRST(&task->layers);
}

static struct vpt_attachment *next_layer(const struct vpt_journey *j)
{
	return j->stop.kind == VPT_STOP_SYSCALL_ENTRY
		       ? TAILQ_PREV(j->at, vpt_layers, layer)
		       : TAILQ_NEXT(j->at, layer);
}

bool vpt_is_emulation(enum vpt_resume how)
{
	return how == VPT_RESUME_SYSEMU || how == VPT_RESUME_SYSEMU_STEP;
}

/* Would this layer, were it the only one, stop here? Asked when the journey gets there: what
 * counts is how the layer resumed last. */
static bool interested(const struct vpt_attachment *att, const struct vpt_journey *j)
{
	if (att->seq <= j->from || (j->chosen && !att->due) ||
	    (j->first_pass && !att->out_of_line))
		return false;
	switch (j->stop.kind) {
	case VPT_STOP_SYSCALL_ENTRY:
		return att->resume == VPT_RESUME_SYSCALL || vpt_is_emulation(att->resume);
	case VPT_STOP_SYSCALL_EXIT:
		return att->resume == VPT_RESUME_SYSCALL && att->in_call;
	default:
		return true;
	}
}

/* ptrace_event_pid(): a task is named as the tracer knows it. */
static unsigned long event_message(struct vpt_attachment *att,
				   const struct vpt_machine_stop *stop)
{
	pid_t nr;

	switch (stop->event) {
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
	case PTRACE_EVENT_VFORK_DONE:
		return (unsigned long)vpt_pid_nr(att->task->vpt, att->pid_ns,
						 (pid_t)stop->msg);
	case PTRACE_EVENT_EXEC:
		nr = att->former_nr;
		att->former_nr = att->nr;
		return (unsigned long)nr;
	default:
		return stop->msg;
	}
}

/* A layer that did not step hears of the watchpoint only: get_si_code(). */
static void report_signal(struct vpt_attachment *att, struct vpt_journey *j)
{
	siginfo_t info = j->stop.info;
	unsigned long regs[VPT_ARCH_NREGS];

	if (att->missed) {
		memcpy(regs, j->regs, sizeof(regs));
		vpt_arch_missed_trap(att, regs, &info);
		vpt_arch_set_regs(att->task, regs);
	}
	if (att->watch_trap && info.si_code == TRAP_TRACE)
		info.si_code = TRAP_HWBKPT;
	att->watch_trap = false;
	vpt_stop_layer(att, VPT_STOP_SIGNAL, j->stop.signr, &info, 0);
}

static void visit(struct vpt_attachment *att, struct vpt_journey *j)
{
	att->due = att->out_of_line = false;
	att->told = true;
	switch (j->stop.kind) {
	case VPT_STOP_SYSCALL_ENTRY:
	case VPT_STOP_SYSCALL_EXIT:
		vpt_report_syscall(att, j->stop.kind);
		break;
	case VPT_STOP_EVENT:
		att->in_call = true;
		att->exiting = j->stop.event == PTRACE_EVENT_EXIT;
		vpt_stop_layer_notify(att, VPT_STOP_EVENT, SIGTRAP,
				      VPT_EVENT_CODE(j->stop.event, SIGTRAP),
				      event_message(att, &j->stop));
		break;
	case VPT_STOP_SIGNAL:
		report_signal(att, j);
		break;
	case VPT_STOP_GROUP:
		vpt_group_report(att, j->stop.signr);
		break;
	case VPT_STOP_TRAP:
		vpt_report_trap(att);
		break;
	case VPT_STOP_NONE:
		return;
	}
	att->in_journey = true;
	j->visiting = true;
}

/* A layer is about to set registers. If it has put them right after the copy, that is where the
 * others are to see the task, though it may be about to have the next instruction copied. */
void vpt_journey_set_regs(struct vpt_attachment *att)
{
	struct vpt_journey *j = &att->task->journey;

	if (!att->set_regs)
		vpt_errand_begin(att);
	att->set_regs = true;
	if (j->active && j->first_pass && j->at == att && !j->landed &&
	    vpt_arch_ip(att->task) != j->trap_addr)
		j->landed = vpt_arch_get_regs(att->task, j->landing);
}

/* The layer that has the task go to another copy at once. */
static struct vpt_attachment *goes_on(struct vpt_task *task)
{
	struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer)
		if (att->told && att->out_of_line)
			return att;
	return NULL;
}

/* Those who had a copy executed have put the registers right: now the others are told. */
static void begin_second_pass(struct vpt_task *task)
{
	struct vpt_journey *j = &task->journey;
	struct vpt_attachment *leader = j->landed ? goes_on(task) : NULL;
	unsigned long next[VPT_ARCH_NREGS];

	if (j->common)
		vpt_arch_set_regs(task, j->merged);
	if (leader && vpt_arch_get_regs(task, next))
		vpt_arch_set_regs(task, j->landing);
	else
		leader = NULL;
	vpt_journey_share(task);
	j->first_pass = j->landed = false;
	j->displaced = leader != NULL;
	if (leader) {
		j->common = true;
		memcpy(j->regs, j->landing, sizeof(j->regs));
		memcpy(j->merged, next, sizeof(j->merged));
		vpt_journey_recall(leader);
	}
	j->at = first_layer(j, task);
}

/* Move the journey to the next layer that it stops at. True if it is over. */
bool vpt_journey_advance(struct vpt_task *task)
{
	struct vpt_journey *j = &task->journey;

	while (j->at) {
		if (j->visiting)
			return false;
		/* A layer in a stop of its own gets the journey's when it resumes. */
		if (j->at->state == ATT_STOPPED)
			return false;
		/* One that listens holds the task, and is told of traps only. */
		if (j->at->state == ATT_LISTENING && j->stop.kind != VPT_STOP_TRAP &&
		    j->stop.kind != VPT_STOP_GROUP)
			return false;
		if (interested(j->at, j)) {
			visit(j->at, j);
			return false;
		}
		j->at = next_layer(j);
	}
	if (!j->first_pass)
		return true;
	begin_second_pass(task);
	return vpt_journey_advance(task);
}

/* Start a stop on its way; also called from signal.c. */
void vpt_journey_begin(struct vpt_task *task, const struct vpt_machine_stop *stop)
{
	struct vpt_journey *j = &task->journey;

	memset(j, 0, sizeof(*j));
	j->active = true;
	j->stop = *stop;
	j->at = first_layer(j, task);
}

/* Several layers may have asked for this stop: a breakpoint of each, or steps. None must see
 * what the others have done about it: a debugger sets the instruction pointer back, or moves
 * it to a copy of the instruction. Only who has had a copy executed is told of that, and first:
 * it puts the registers right. */
void vpt_journey_share(struct vpt_task *task)
{
	struct vpt_journey *j = &task->journey;
	struct vpt_attachment *att;
	bool several = task->nlayers > 1;
	unsigned due = 0;

	j->first_pass = false;
	if (!j->breakpoint && several)
		j->trap_addr = vpt_arch_ip(task);
	TAILQ_FOREACH(att, &task->layers, layer) {
		att->told = false;
		att->missed = MISSED_NONE;
		due += att->due || (several && vpt_breakpoint_missed(att, j->trap_addr));
		j->first_pass |= att->due && att->out_of_line && !j->breakpoint;
	}
	j->common = due > 1 && vpt_arch_get_regs(task, j->regs);
	if (j->common)
		memcpy(j->merged, j->regs, sizeof(j->regs));
}

/* A layer that has stopped so lets the task execute the instruction elsewhere. Others that have
 * a breakpoint there, but were not told, would miss it: a breakpoint instruction behind a debug
 * register, or either where a step has ended. True if there are any: they are to be visited. */
bool vpt_journey_recall(struct vpt_attachment *att)
{
	struct vpt_task *task = att->task;
	struct vpt_journey *j = &task->journey;
	struct vpt_attachment *other;
	bool any = false;

	if (!att->out_of_line || !j->common || j->first_pass || j->breakpoint)
		return false;
	TAILQ_FOREACH(other, &task->layers, layer) {
		if (other->told || other->due || other->out_of_line)
			continue;
		other->missed = vpt_breakpoint_missed(other, j->trap_addr);
		other->due = other->missed != MISSED_NONE;
		any |= other->due;
	}
	return any;
}

/* A layer lets go of such a stop: what it has changed is kept for the task, the outermost
 * layer's wish counting, but where one has moved the task to a copy of the instruction, its
 * registers. The next layer finds them as they were. */
void vpt_journey_merge(struct vpt_attachment *att)
{
	struct vpt_task *task = att->task;
	struct vpt_journey *j = &task->journey;
	unsigned long regs[VPT_ARCH_NREGS];
	bool leads = att->out_of_line && !j->displaced;
	unsigned i;

	if (!j->common || !vpt_arch_get_regs(task, regs))
		return;
	if (att->missed)
		vpt_arch_missed_regs(j->regs, regs);
	att->missed = MISSED_NONE;
	for (i = 0; i < VPT_ARCH_NREGS; i++)
		if ((leads && regs[i] != j->regs[i]) ||
		    (j->merged[i] == j->regs[i] &&
		     !(j->displaced && i == vpt_arch_ip_reg)))
			j->merged[i] = regs[i];
	j->displaced |= leads;
	vpt_arch_set_regs(task, j->regs);
}
