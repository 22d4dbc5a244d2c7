/* SPDX-License-Identifier: MIT
 * resume.c: a tracer resumes, and so, when no layer holds the task any more, does the machine.
 */
#include "vpt.h"

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

static void set_options(struct vpt_task *task, unsigned long options)
{
	if (options != task->machine_options &&
	    VPT_OP(task->vpt, set_options, task->tid, options) == 0)
		task->machine_options = options;
}

/* The options of a layer have changed. Options that the machine has too many are dropped when it
 * is resumed. One that it lacks is set at once, since the task may be killed in its stop; a
 * running task is made to stop for it. What a newborn has is not known yet. */
void vpt_want_options(struct vpt_task *task)
{
	unsigned long lacking = wanted_options(task) & ~task->machine_options;

	if (task->newborn)
		return;
	if (lacking && task->machine == MACHINE_STOPPED)
		set_options(task, task->machine_options | lacking);
	else if (lacking)
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

bool vpt_is_step(enum vpt_resume how)
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
		att->stepped |= vpt_is_step(att->resume);
}

static bool any_layer_emulates(const struct vpt_task *task)
{
	return any_layer_resumed_with(task, VPT_RESUME_SYSEMU) ||
	       any_layer_resumed_with(task, VPT_RESUME_SYSEMU_STEP);
}

static bool any_layer_stops_at_calls(const struct vpt_task *task)
{
	return any_layer_resumed_with(task, VPT_RESUME_SYSCALL) ||
	       any_layer_emulates(task);
}

static bool any_layer_awaits_exit(const struct vpt_task *task)
{
	const struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer)
		if (att->in_call && att->resume == VPT_RESUME_SYSCALL)
			return true;
	return false;
}

/* How the machine stops at the next system call, or the exit from this one. */
static enum vpt_resume call_resume(const struct vpt_task *task, bool step)
{
	if (vpt_in_mid_call(task) && (step || any_layer_awaits_exit(task)))
		return VPT_RESUME_SYSCALL;
	return any_layer_emulates(task) ? VPT_RESUME_SYSEMU : VPT_RESUME_SYSCALL;
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
		return syscalls ? call_resume(task, false) : VPT_RESUME_CONT;
	if ((syscalls || one) && is_before_call(task)) {
		task->step_call = steps || blocks;
		return call_resume(task, true);
	}
	return steps || one ? VPT_RESUME_STEP : VPT_RESUME_BLOCK;
}

static bool any_layer_is_owed(const struct vpt_task *task)
{
	const struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer)
		if (att->want_sigstop || (att->want_trap && !vpt_listens_on(att)))
			return true;
	return false;
}

/* A trap that has been pending since before the task is resumed: nothing of the program runs
 * before it, and the next stop makes it void. The host refuses where that would keep a call from
 * it; then it is interrupted later. */
static void interrupt_first(struct vpt_task *task)
{
	const struct vpt_attachment *att;
	bool any = false;

	TAILQ_FOREACH(att, &task->layers, layer)
		any |= att->trap_waits && !vpt_listens_on(att);
	if (any && !task->interrupting && !task->one_only &&
	    VPT_OP(task->vpt, interrupt, task->tid) == 0)
		task->interrupting = task->interrupted_first = true;
}

/* The last layer has gone. The trap of its last step, if it is pending, would kill the task
 * once nobody traces it, so that has to come first. */
static void let_go(struct vpt_task *task, int signr)
{
	struct vpt *vpt = task->vpt;

	if (task->stepped || task->put_back) {
		vpt_task_running(task);
		VPT_OP(vpt, resume, task->tid, VPT_RESUME_CONT, signr);
	} else if (VPT_OP(vpt, detach, task->tid, signr) == 0) {
		vpt_task_free(task);
	} else {
		vpt_task_running(task); /* it was killed: wait for its death */
	}
}

/* A layer in a stop of its own, or in the made-up trap of a step over a call, has put back the
 * registers of an interrupted call, as debuggers do that have called something in between. For
 * the layer it begins again; but the machine stands at the exit of another call, from where
 * only a signal or a trap makes it look at that. */
static void restart_call(struct vpt_task *task)
{
	bool set = task->set_regs;

	task->set_regs = false;
	if (!set || task->at != VPT_STOP_SYSCALL_EXIT || task->late_trap ||
	    task->hidden_exit || !vpt_arch_interrupted(task))
		return;
	if (VPT_OP(task->vpt, interrupt, task->tid) == 0)
		task->interrupting = task->put_back = true;
}

void vpt_machine_resume(struct vpt_task *task)
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
	restart_call(task);
	if (signr && task->journey.dirty)
		VPT_OP(vpt, request, task->tid, PTRACE_SETSIGINFO, 0,
		       &task->journey.stop.info);
	task->deliver = 0;
	task->delivered = signr;
	if (task->nlayers == 0 && !task->newborn) {
		let_go(task, signr);
		return;
	}
	set_options(task, options);
	task->hidden_exit =
		task->hidden_exit && any_layer_resumed_with(task, VPT_RESUME_SYSCALL);
	if (task->nlistening) {
		how = VPT_RESUME_LISTEN;
		task->machine = MACHINE_LISTENING;
	} else {
		how = combined_resume(task, execute == EXECUTE_ONE);
		if (vpt_is_step(how))
			note_step(task);
		vpt_task_running(task);
	}
	task->one_only = execute == EXECUTE_ONE;
	task->emulates = how == VPT_RESUME_SYSEMU;
	interrupt_first(task);
	task->left_stop = VPT_OP(vpt, resume, task->tid, how, signr) == -ESRCH;
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
bool vpt_end_listening(struct vpt_task *task)
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
		vpt_report_trap(att);
		att->left_group = true;
	}
	return true;
}

/* A new call, or back at the border to user mode without an exit: no layer follows a call
 * any more. */
void vpt_forget_call(struct vpt_task *task)
{
	struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer)
		att->in_call = att->skipped_call = false;
}

/* A layer leaves its stop, in whatever way. PTRACE_SYSEMU: syscall_trace_enter() skips the call
 * after it, since it has looked at the flag before; unless the layer attached too late for the
 * machine to be told. */
void vpt_skip_emulated(struct vpt_attachment *att)
{
	if (att->state != ATT_STOPPED || att->stop != VPT_STOP_SYSCALL_ENTRY ||
	    !vpt_is_emulation(att->resume))
		return;
	if (!att->task->emulates)
		vpt_arch_skip_call(att->task);
	att->skipped_call = true;
}

/* ptrace_resume(): the request has been checked. */
void vpt_resume_layer(struct vpt_attachment *att, enum vpt_resume how, int signr)
{
	struct vpt_task *task = att->task;

	vpt_unreport(att);
	task->nstopped--;
	vpt_skip_emulated(att);
	if (how == VPT_RESUME_LISTEN) {
		att->state = ATT_LISTENING;
		task->nlistening++;
	} else {
		att->state = ATT_RUNNING;
		att->resume = how;
		att->in_call &=
			how == VPT_RESUME_SYSCALL; /* else the exit is not shown */
	}
	att->missed_entry &= how == VPT_RESUME_SYSCALL || vpt_is_emulation(how);
	att->trap_waits = att->want_trap;
	vpt_signal_resumed(att, signr);
	vpt_task_advance(task);
}
