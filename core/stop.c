/* SPDX-License-Identifier: MIT
 * stop.c: how a stop of the machine travels through the layers of a task, and when the task
 * runs again.
 *
 * The rule, and all code goes through it: a stop visits the layers that are interested in it
 * one at a time (a *journey*), system call entries from the innermost layer outwards, all
 * else from the outermost inwards. Beside it a layer can have a stop of its own (attach,
 * PTRACE_INTERRUPT), which starts at once and delays only the journey's visit to that layer.
 * The task runs when the journey is over and no layer holds it.
 */
#include <string.h>

#include "vpt.h"

/* ---- one layer stops, one layer resumes ---- */

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
	att->in_journey = att->set_regs = false;
	/* "any trap clears pending STOP trap": ptrace_stop() */
	att->want_trap = att->want_group = false;
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

static void stop_layer_notify(struct vpt_attachment *att, enum vpt_stop_kind kind,
			      int signr, int code, unsigned long msg)
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
		stop_layer_notify(att, VPT_STOP_GROUP, signr,
				  VPT_EVENT_CODE(PTRACE_EVENT_STOP, signr), 0);
	else
		vpt_stop_layer(att, VPT_STOP_GROUP, signr, NULL, 0);
}

static void report_trap(struct vpt_attachment *att)
{
	need_no_trap(att);
	stop_layer_notify(att, VPT_STOP_TRAP, SIGTRAP,
			  VPT_EVENT_CODE(PTRACE_EVENT_STOP, SIGTRAP), 0);
}

/* ptrace_report_syscall() */
static void report_syscall(struct vpt_attachment *att, enum vpt_stop_kind kind)
{
	bool entry = kind == VPT_STOP_SYSCALL_ENTRY;
	int code = att->options & PTRACE_O_TRACESYSGOOD ? SIGTRAP | 0x80 : SIGTRAP;

	stop_layer_notify(att, kind, SIGTRAP, code,
			  entry ? PTRACE_EVENTMSG_SYSCALL_ENTRY
				: PTRACE_EVENTMSG_SYSCALL_EXIT);
	att->in_call = entry;
}

/* A PTRACE_EVENT_STOP that this layer asked for. It names the group-stop, if the group is in
 * one, though the task may have been made to run in it; but not to a layer that has been told
 * of its end, and would take it for a new one. If the trap ended a call that the layer follows,
 * it is the exit from that: "any trap clears it". */
static void raise_trap(struct vpt_attachment *att)
{
	const struct vpt_task *task = att->task;

	if (task->at == VPT_STOP_GROUP && !att->left_group)
		vpt_group_report(att, task->group_signr);
	else if (task->hidden_exit && att->in_call && att->resume == VPT_RESUME_SYSCALL)
		report_syscall(att, VPT_STOP_SYSCALL_EXIT);
	else if (task->group_stopped && !att->left_group)
		vpt_group_report(att, task->group_signr);
	else
		report_trap(att);
}

static void raise_sigstop(struct vpt_attachment *att)
{
	siginfo_t info;

	vpt_siginfo_kernel(&info, SIGSTOP, att->sigstop_code);
	if (att->sigstop_code == SI_TKILL) {
		info.si_pid = att->sigstop_pid;
		info.si_uid = att->sigstop_uid;
	}
	att->want_sigstop = false;
	vpt_stop_layer(att, VPT_STOP_SIGNAL, SIGSTOP, &info, 0);
}

/* Between a system call's entry and its exit a stop that a layer is owed waits for the exit,
 * as it would if the layer were alone; but not while another layer holds the task. */
static bool in_mid_call(const struct vpt_task *task)
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

/* Start the stops that layers are owed. They do not queue behind another layer's stop. */
void vpt_raise_owed(struct vpt_task *task)
{
	struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer) {
		if (att->state == ATT_STOPPED || att->state == ATT_DEAD || att->exiting)
			continue;
		if (!att->want_group && !att->want_sigstop && !att->want_trap)
			continue;
		if (is_elsewhere(att))
			continue;
		/* if that ends a call, the layer will see it begin again */
		att->saw_seccomp &= in_mid_call(task);
		if (group_stop_comes_first(att))
			vpt_group_report(att, task->group_signr);
		else if (att->want_sigstop)
			raise_sigstop(att);
		else if (att->want_trap)
			raise_trap(att);
	}
}

/* ---- the journey ---- */

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

static bool is_emulation(enum vpt_resume how)
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
		return att->resume == VPT_RESUME_SYSCALL || is_emulation(att->resume);
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

	if (att->watch_trap && info.si_code == TRAP_TRACE)
		info.si_code = TRAP_HWBKPT;
	att->watch_trap = false;
	vpt_stop_layer(att, VPT_STOP_SIGNAL, j->stop.signr, &info, 0);
}

static void visit(struct vpt_attachment *att, struct vpt_journey *j)
{
	att->due = att->out_of_line = false;
	switch (j->stop.kind) {
	case VPT_STOP_SYSCALL_ENTRY:
	case VPT_STOP_SYSCALL_EXIT:
		report_syscall(att, j->stop.kind);
		break;
	case VPT_STOP_EVENT:
		att->in_call = true;
		att->exiting = j->stop.event == PTRACE_EVENT_EXIT;
		stop_layer_notify(att, VPT_STOP_EVENT, SIGTRAP,
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
		report_trap(att);
		break;
	case VPT_STOP_NONE:
		return;
	}
	att->in_journey = true;
	j->visiting = true;
}

/* Those who had a copy executed have put the registers right: now the others are told. */
static void begin_second_pass(struct vpt_task *task)
{
	struct vpt_journey *j = &task->journey;

	if (j->common)
		vpt_arch_set_regs(task, j->merged);
	vpt_journey_share(task);
	j->first_pass = j->displaced = false;
	j->at = first_layer(j, task);
}

/* Move the journey to the next layer that it stops at. True if it is over. */
static bool journey_advance(struct vpt_task *task)
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
	return journey_advance(task);
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
	const struct vpt_attachment *att;
	unsigned due = 0;

	j->first_pass = false;
	TAILQ_FOREACH(att, &task->layers, layer) {
		due += att->due;
		j->first_pass |= att->due && att->out_of_line && !j->breakpoint;
	}
	j->common = due > 1 && vpt_arch_get_regs(task, j->regs);
	if (j->common)
		memcpy(j->merged, j->regs, sizeof(j->regs));
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
	for (i = 0; i < VPT_ARCH_NREGS; i++)
		if ((leads && regs[i] != j->regs[i]) ||
		    (j->merged[i] == j->regs[i] &&
		     !(j->displaced && i == vpt_arch_ip_reg)))
			j->merged[i] = regs[i];
	j->displaced |= leads;
	vpt_arch_set_regs(task, j->regs);
}

/* ---- the machine ---- */

/* Make a running task stop, for a layer's own stop or to change the machine's options. */
void vpt_task_interrupt(struct vpt_task *task)
{
	/* it will stop after one instruction, which an interrupt could come before for ever */
	if (task->one_only)
		return;
	if (task->interrupting ||
	    (task->machine != MACHINE_RUNNING && task->machine != MACHINE_LISTENING))
		return;
	/* A newborn or an auto-attached child stops by itself. */
	if (VPT_OP(task->vpt, interrupt, task->tid) == 0)
		task->interrupting = true;
}

static unsigned long wanted_options(const struct vpt_task *task)
{
	unsigned long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC;
	const struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer)
		options |= att->options & VPT_MACHINE_OPTIONS;
	return options;
}

/* The options of a layer have changed. Options that the machine has too many are dropped at
 * the next stop; one that it lacks makes a running task stop for it. */
void vpt_want_options(struct vpt_task *task)
{
	if (wanted_options(task) & ~task->machine_options)
		vpt_task_interrupt(task);
}

int vpt_kick(struct vpt *vpt, pid_t tid)
{
	struct vpt_task *task = vpt_task_find(vpt, tid);

	if (!task || task->machine == MACHINE_FREE || task->machine == MACHINE_ZOMBIE)
		return -ESRCH;
	if (task->machine == MACHINE_STOPPED)
		return -EBUSY;
	vpt_task_interrupt(task);
	return 0;
}

static bool any_layer_resumed_with(const struct vpt_task *task, enum vpt_resume how)
{
	const struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer)
		if (att->resume == how)
			return true;
	return false;
}

static bool is_step(enum vpt_resume how)
{
	return how == VPT_RESUME_STEP || how == VPT_RESUME_BLOCK ||
	       how == VPT_RESUME_SYSEMU_STEP;
}

static bool any_layer_steps(const struct vpt_task *task)
{
	return any_layer_resumed_with(task, VPT_RESUME_STEP) ||
	       any_layer_resumed_with(task, VPT_RESUME_SYSEMU_STEP);
}

static void note_step(struct vpt_task *task)
{
	struct vpt_attachment *att;

	task->stepped = true;
	TAILQ_FOREACH(att, &task->layers, layer)
		att->stepped |= is_step(att->resume);
}

static bool any_layer_stops_at_calls(const struct vpt_task *task)
{
	return any_layer_resumed_with(task, VPT_RESUME_SYSCALL) ||
	       any_layer_resumed_with(task, VPT_RESUME_SYSEMU) ||
	       any_layer_resumed_with(task, VPT_RESUME_SYSEMU_STEP);
}

/* Is what the task does next a system call, or the rest of one? */
static bool is_before_call(struct vpt_task *task)
{
	return task->in_syscall || vpt_arch_at_syscall_insn(task) ||
	       (!task->delivered && vpt_arch_interrupted(task));
}

/* The machine can step or stop at system calls, not both. So a step that starts at a system
 * call instruction is made as SYSCALL, and the trap that a step over a call ends with is
 * made up at the exit. */
static enum vpt_resume combined_resume(struct vpt_task *task, bool one)
{
	bool syscalls = any_layer_stops_at_calls(task);
	bool steps = any_layer_steps(task);
	bool blocks = any_layer_resumed_with(task, VPT_RESUME_BLOCK);

	task->step_call = false;
	if (!steps && !blocks && !one)
		return syscalls ? VPT_RESUME_SYSCALL : VPT_RESUME_CONT;
	if ((syscalls || one) && is_before_call(task)) {
		task->step_call = steps || blocks;
		return VPT_RESUME_SYSCALL;
	}
	return steps || one ? VPT_RESUME_STEP : VPT_RESUME_BLOCK;
}

static bool any_layer_is_owed(const struct vpt_task *task)
{
	const struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer)
		if (att->want_trap || att->want_sigstop)
			return true;
	return false;
}

/* The last layer has gone. The trap of its last step, if it is pending, would kill the task
 * once nobody traces it, so that has to come first. */
static void let_go(struct vpt_task *task, int signr)
{
	struct vpt *vpt = task->vpt;

	if (task->stepped) {
		vpt_task_running(task);
		VPT_OP(vpt, resume, task->tid, VPT_RESUME_CONT, signr);
	} else if (VPT_OP(vpt, detach, task->tid, signr) == 0) {
		vpt_task_free(task);
	} else {
		vpt_task_running(task); /* it was killed: wait for its death */
	}
}

static void machine_resume(struct vpt_task *task)
{
	struct vpt *vpt = task->vpt;
	unsigned long options = wanted_options(task);
	int signr = task->deliver;
	enum vpt_execute execute =
		task->nlistening ? EXECUTE_PLAIN : vpt_breakpoint_execute(task);
	enum vpt_resume how;

	if (execute == EXECUTE_WAIT)
		return;
	vpt_arch_debug_apply(task);
	if (signr && task->journey.dirty)
		VPT_OP(vpt, request, task->tid, PTRACE_SETSIGINFO, 0,
		       &task->journey.stop.info);
	task->deliver = 0;
	task->delivered = signr;
	if (task->nlayers == 0 && !task->newborn) {
		let_go(task, signr);
		return;
	}
	if (options != task->machine_options &&
	    VPT_OP(vpt, set_options, task->tid, options) == 0)
		task->machine_options = options;
	task->hidden_exit =
		task->hidden_exit && any_layer_resumed_with(task, VPT_RESUME_SYSCALL);
	if (task->nlistening) {
		how = VPT_RESUME_LISTEN;
		task->machine = MACHINE_LISTENING;
	} else {
		how = combined_resume(task, execute == EXECUTE_ONE);
		if (is_step(how))
			note_step(task);
		vpt_task_running(task);
	}
	task->one_only = execute == EXECUTE_ONE;
	VPT_OP(vpt, resume, task->tid, how, signr);
	if (any_layer_is_owed(task))
		vpt_task_interrupt(task);
}

/* Only in a trap can the machine be told to listen. Elsewhere PTRACE_LISTEN just holds. */
static bool can_listen(const struct vpt_task *task)
{
	return task->at == VPT_STOP_GROUP || task->at == VPT_STOP_TRAP;
}

/* A layer that resumed a task out of its group-stop makes it run, as it would alone. To the
 * layers that listen, that is the end of the group-stop. */
static bool end_listening(struct vpt_task *task)
{
	struct vpt_attachment *att;

	if (task->nlistening == 0)
		return false;
	if (task->nlistening == task->nlayers)
		return !can_listen(task);
	if (task->at != VPT_STOP_GROUP)
		return true; /* hold: the listener lets go of it after an INTERRUPT only */
	TAILQ_FOREACH(att, &task->layers, layer) {
		if (att->state != ATT_LISTENING)
			continue;
		report_trap(att);
		att->left_group = true;
	}
	return true;
}

/* A new call, or back at the border to user mode without an exit: no layer follows a call
 * any more. */
static void forget_call(struct vpt_task *task)
{
	struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer)
		att->in_call = att->skipped_call = false;
}

/* user_single_step_report(): the trap of a step over a system call. A layer that has skipped
 * the call goes on to step the next instruction; where exec's SIGTRAP is pending, this one
 * merges with it. False if nobody wants it. */
static bool make_step_trap(struct vpt_task *task)
{
	struct vpt_machine_stop trap = { .kind = VPT_STOP_SIGNAL, .signr = SIGTRAP };
	struct vpt_attachment *att;
	bool wanted = false;

	task->step_call = false;
	TAILQ_FOREACH(att, &task->layers, layer) {
		att->due = is_step(att->resume) && !att->skipped_call && !att->exec_trap;
		wanted |= att->due;
	}
	if (!wanted)
		return false;
	vpt_siginfo_kernel(&trap.info, SIGTRAP, TRAP_BRKPT);
	vpt_journey_begin(task, &trap);
	task->journey.chosen = true;
	vpt_journey_share(task);
	return true;
}

static void stopped(struct vpt_task *task, const struct vpt_machine_stop *stop,
		    uint64_t tag, bool ours);

static void show_hidden_exit(struct vpt_task *task, uid_t uid)
{
	struct vpt_machine_stop exit = { .kind = VPT_STOP_SYSCALL_EXIT, .uid = uid };

	task->hidden_exit = task->in_syscall = false;
	vpt_journey_begin(task, &exit);
}

/* The journey has visited every layer: settle what it leaves behind. True if another one has
 * begun. */
static bool journey_end(struct vpt_task *task)
{
	struct vpt_journey *j = &task->journey;

	int signr = j->chosen ? j->passed : j->stop.signr;

	j->active = false;
	task->deliver = 0;
	if (j->common)
		vpt_arch_set_regs(task, j->merged);
	if (j->stop.kind == VPT_STOP_SIGNAL && j->real)
		task->deliver = signr;
	else if (j->stop.kind == VPT_STOP_SIGNAL && signr)
		vpt_send_tagged(task, &j->stop.info, task->vpt->next_seq, false);
	if (task->has_deferred) {
		struct vpt_machine_stop stop = task->deferred;

		task->has_deferred = false;
		stopped(task, &stop, task->deferred_tag, task->deferred_ours);
		return true;
	}
	if (j->stop.kind == VPT_STOP_SYSCALL_EXIT) {
		bool trapped = task->step_call && make_step_trap(task);

		forget_call(task);
		return trapped;
	}
	return false;
}

/* Is this the trap of a breakpoint or watchpoint on the very instruction with which an
 * interrupted call begins again? It is the affair of the layer that asked for it. */
static bool is_restart_trap(struct vpt_task *task, const struct vpt_machine_stop *stop)
{
	unsigned long addr = 0;

	if (!task->restarting || stop->kind != VPT_STOP_SIGNAL ||
	    stop->signr != SIGTRAP || (!task->vpt->mms && !task->ndebugregs))
		return false;
	if (!vpt_arch_is_breakpoint_trap(task, &stop->info, &addr))
		addr = stop->info.si_code == TRAP_HWBKPT ? vpt_arch_ip(task) : 0;
	return addr == vpt_arch_restart_ip(task->hidden_ip);
}

/* Does the call still begin again as the task is now? */
static bool will_restart(struct vpt_task *task)
{
	return vpt_arch_will_restart(task, task->hidden_ip) ||
	       (task->at == VPT_STOP_SIGNAL && task->journey.chosen &&
		vpt_arch_ip(task) == vpt_arch_restart_ip(task->hidden_ip));
}

/* Something changed: move the journey on, and run the task if nobody holds it. */
void vpt_task_advance(struct vpt_task *task)
{
	bool held = false;

	if (task->machine != MACHINE_STOPPED)
		return;
	while (task->journey.active && !held) {
		held = !journey_advance(task);
		if (!held && !journey_end(task))
			break;
	}
	if (held || task->nstopped || !in_mid_call(task))
		vpt_raise_owed(task);
	if (held || task->nstopped || task->newborn || end_listening(task))
		return;
	vpt_seccomp_end(task);
	if (task->restarting && !in_mid_call(task) && !will_restart(task)) {
		/* a tracer has seen to it that the call does not begin again */
		task->restarting = false;
		if (task->hidden_exit) {
			show_hidden_exit(task, task->uid);
			vpt_task_advance(task);
			return;
		}
	}
	machine_resume(task);
}

static bool is_stop_signal(int signr)
{
	return signr == SIGSTOP || signr == SIGTSTP || signr == SIGTTIN ||
	       signr == SIGTTOU;
}

/* Is this PTRACE_EVENT_STOP nothing but the answer to an interrupt of ours? A group that was
 * stopped before says so each time; when it does no more, SIGCONT has come. */
static bool is_our_trap(const struct vpt_task *task, const struct vpt_machine_stop *stop,
			bool ours)
{
	if (stop->kind == VPT_STOP_TRAP)
		return ours && !task->group_stopped;
	return stop->kind == VPT_STOP_GROUP && ours && task->group_stopped &&
	       !is_stop_signal(task->delivered);
}

/* Has an interrupt of ours ended a system call that will begin again? */
static bool note_restart(struct vpt_task *task)
{
	if (!vpt_arch_interrupted(task))
		return false;
	task->restarting = true;
	task->hidden_ip = vpt_arch_ip(task);
	return true;
}

/* An interrupt of ours, or the machine itself, ends a system call early; the call then begins
 * again. No tracer asked for that at this point of the call, so none is shown the exit (but
 * see raise_trap()), nor the second entry. True if the stop has been dealt with. */
static bool hide_restart(struct vpt_task *task, const struct vpt_machine_stop *stop,
			 bool ours)
{
	struct vpt_attachment *att;

	if (stop->kind == VPT_STOP_SYSCALL_EXIT && (ours || stop->unseen) &&
	    note_restart(task)) {
		task->hidden_exit = true;
		return true;
	}
	if (!task->hidden_exit)
		return false;
	if (stop->kind == VPT_STOP_SYSCALL_ENTRY) {
		task->hidden_exit = false;
		TAILQ_FOREACH(att, &task->layers, layer)
			att->due = !att->in_call;
		vpt_journey_begin(task, stop);
		task->journey.chosen = true;
		return true;
	}
	return is_our_trap(task, stop, ours);
}

/* ptrace_event(): "legacy EXEC report via SIGTRAP", a real signal, since it may be blocked
 * and comes after the exit from execve. */
static void send_exec_trap(struct vpt_task *task)
{
	struct vpt_attachment *att;
	bool legacy = false;
	siginfo_t info;

	TAILQ_FOREACH(att, &task->layers, layer) {
		att->exec_trap = !att->seized && !(att->options & PTRACE_O_TRACEEXEC);
		legacy |= att->exec_trap;
	}
	if (!legacy)
		return;
	vpt_siginfo_kernel(&info, SIGTRAP, SI_USER);
	info.si_pid = task->nr; /* exec has made it the leader */
	info.si_uid = task->uid;
	vpt_send_tagged(task, &info, 0, true);
}

/* An event is for those whose options asked for it when it happened. */
static void event_arrived(struct vpt_task *task, const struct vpt_machine_stop *stop,
			  bool restarted)
{
	struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer)
		att->due = att->options & (1ul << stop->event);
	task->journey.chosen = true;
	switch (stop->event) {
	case PTRACE_EVENT_SECCOMP:
		/* the filter runs again with the call, but it is the same call */
		restarted &= task->seccomp_call == vpt_arch_call_id(task) &&
			     task->hidden_ip == vpt_arch_ip(task);
		TAILQ_FOREACH(att, &task->layers, layer) {
			att->due &= !(restarted && att->saw_seccomp);
			att->saw_seccomp = att->due || (restarted && att->saw_seccomp);
		}
		task->seccomp_call = vpt_arch_call_id(task);
		break;
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		vpt_inherit(task, (pid_t)stop->msg, stop->event);
		break;
	case PTRACE_EVENT_EXEC:
		vpt_breakpoints_exec(task);
		vpt_arch_debug_exec(task);
		send_exec_trap(task);
		break;
	default:
		break;
	}
}

/* The trap of a step comes before all other signals, but after PTRACE_EVENT_STOP. */
static void forget_step(struct vpt_task *task)
{
	struct vpt_attachment *att;

	task->stepped = false;
	TAILQ_FOREACH(att, &task->layers, layer)
		att->stepped = false;
}

/* PTRACE_EVENT_STOP of the machine. An interrupt of ours is nobody's; otherwise the group has
 * stopped, or SIGCONT has come, which ptrace_trap_notify() tells to seized tracees only. */
static void trap_arrived(struct vpt_task *task, const struct vpt_machine_stop *stop,
			 bool ours)
{
	bool group = stop->kind == VPT_STOP_GROUP, news = !is_our_trap(task, stop, ours);
	struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer) {
		att->due = news && (group || att->seized);
		att->want_group &= group;
		att->left_group &= !news;
	}
	task->group_stopped = group;
	task->journey.chosen = true;
}

/* A new stop, from the machine or deferred: begin its journey. */
static void stopped(struct vpt_task *task, const struct vpt_machine_stop *stop,
		    uint64_t tag, bool ours)
{
	struct vpt_machine_stop copy = *stop;
	bool restarted = task->restarting, trap = is_restart_trap(task, stop);

	if (stop->kind != VPT_STOP_SYSCALL_EXIT && stop->kind != VPT_STOP_EVENT && !trap)
		forget_call(task);
	task->restarting = restarted && stop->kind == VPT_STOP_SYSCALL_ENTRY;
	if (is_our_trap(task, stop, ours))
		task->restarting = restarted || note_restart(task);
	task->in_syscall = in_mid_call(task);
	if (stop->kind == VPT_STOP_SIGNAL) {
		vpt_signal_arrived(task, &copy, tag);
		/* a step, too, may have begun with an interrupted call */
		if ((task->stepped || trap) && task->journey.chosen)
			task->restarting = restarted || note_restart(task);
		forget_step(task);
		return;
	}
	vpt_journey_begin(task, &copy);
	if (stop->kind == VPT_STOP_EVENT)
		event_arrived(task, stop, restarted);
	else if (stop->kind == VPT_STOP_TRAP || stop->kind == VPT_STOP_GROUP)
		trap_arrived(task, stop, ours);
}

/* The task was killed in its stops: they are over. */
void vpt_void_stops(struct vpt_task *task)
{
	struct vpt_attachment *att;

	task->journey.active = false;
	task->has_deferred = task->hidden_exit = task->restarting = task->step_call =
		false;
	task->nstopped = task->nlistening = 0;
	TAILQ_FOREACH(att, &task->layers, layer) {
		vpt_unreport(att);
		att->state = ATT_RUNNING;
		att->want_trap = att->want_sigstop = att->want_group = false;
	}
}

void vpt_machine_stopped(struct vpt *vpt, pid_t tid, const struct vpt_machine_stop *stop,
			 uint64_t tag)
{
	struct vpt_task *task = vpt_task_find(vpt, tid);
	bool is_exit = stop->kind == VPT_STOP_EVENT && stop->event == PTRACE_EVENT_EXIT;
	bool ours;

	if (stop->kind == VPT_STOP_EVENT && stop->event == PTRACE_EVENT_EXEC &&
	    stop->msg != (unsigned long)tid) {
		struct vpt_task *former = vpt_task_find(vpt, (pid_t)stop->msg);

		if (former) {
			vpt_task_rename(former, tid);
			task = former;
		}
	}
	if (!task) {
		task = vpt_newborn(vpt, tid);
		if (!task)
			return;
	}
	if (is_exit)
		vpt_settle_newborns(vpt, task);
	task->one_only = false;
	vpt_breakpoint_executed(task);
	if (task->machine == MACHINE_STOPPED || is_exit)
		vpt_void_stops(task);
	/* An interrupt is answered by a trap, or by another stop that clears it; if that had
	 * begun before, the trap is yet to come. */
	ours = task->interrupting || task->late_trap;
	task->late_trap =
		task->interrupting && (task->late_trap || stop->kind != VPT_STOP_TRAP);
	task->interrupting = false;
	task->machine = MACHINE_STOPPED;
	task->at = stop->kind;
	if (stop->kind == VPT_STOP_GROUP)
		task->group_signr = stop->signr;
	task->uid = stop->uid;
	if (vpt_seccomp_begin(task, stop)) {
		/* its journey has begun */
	} else if (hide_restart(task, stop, ours)) {
		/* nobody's stop */
	} else if (task->hidden_exit && !is_restart_trap(task, stop)) {
		/* The world interrupted the call as well: then the exit was real, and is
		 * shown before what came after it. */
		task->has_deferred = true;
		task->deferred = *stop;
		task->deferred_tag = tag;
		task->deferred_ours = ours;
		show_hidden_exit(task, stop->uid);
	} else {
		stopped(task, stop, tag, ours);
	}
	vpt_task_advance(task);
	vpt_settle_newborns(vpt, NULL);
}

/* ---- a tracer resumes ---- */

/* ptrace_resume(): the request has been checked. */
void vpt_resume_layer(struct vpt_attachment *att, enum vpt_resume how, int signr)
{
	struct vpt_task *task = att->task;

	vpt_unreport(att);
	task->nstopped--;
	/* PTRACE_SYSEMU: syscall_trace_enter() skips the call after this stop */
	if (att->stop == VPT_STOP_SYSCALL_ENTRY && is_emulation(att->resume)) {
		vpt_arch_skip_call(task);
		att->skipped_call = true;
	}
	if (how == VPT_RESUME_LISTEN) {
		att->state = ATT_LISTENING;
		task->nlistening++;
	} else {
		att->state = ATT_RUNNING;
		att->resume = how;
		att->in_call &=
			how == VPT_RESUME_SYSCALL; /* else the exit is not shown */
	}
	vpt_signal_resumed(att, signr);
	vpt_task_advance(task);
}
