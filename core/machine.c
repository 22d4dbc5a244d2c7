/* SPDX-License-Identifier: MIT
 * machine.c: a stop of the machine arrives, and what it means to the layers.
 */
#include "vpt.h"

/* report_single_step(): the trap of a step over a system call. With PTRACE_SYSEMU_SINGLESTEP
 * there is none, it goes on to step the next instruction; where exec's SIGTRAP is pending, this one
 * merges with it. False if nobody wants it. */
static bool make_step_trap(struct vpt_task *task)
{
	struct vpt_machine_stop trap = { .kind = VPT_STOP_SIGNAL, .signr = SIGTRAP };
	struct vpt_attachment *att;
	bool wanted = false;

	task->step_call = false;
	TAILQ_FOREACH(att, &task->layers, layer) {
		att->due = vpt_is_step(att->resume) && !att->exec_trap &&
			   !(att->skipped_call && att->resume == VPT_RESUME_SYSEMU_STEP);
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
	if (j->breakpoint)
		vpt_breakpoint_passed(task);
	if (j->stop.kind == VPT_STOP_SIGNAL && j->real)
		task->deliver = signr;
	else if (j->stop.kind == VPT_STOP_SIGNAL && signr)
		vpt_inject_signal(task, &j->stop.info, task->vpt->next_seq);
	if (task->has_deferred) {
		struct vpt_machine_stop stop = task->deferred;

		task->has_deferred = false;
		stopped(task, &stop, task->deferred_tag, task->deferred_ours);
		return true;
	}
	if (j->stop.kind == VPT_STOP_SYSCALL_EXIT) {
		bool trapped = task->step_call && make_step_trap(task);

		vpt_forget_call(task);
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

/* Has a tracer seen to it that a call which a signal interrupted does not begin again? */
static bool has_lost_restart(struct vpt_task *task)
{
	return task->restarting && !vpt_in_mid_call(task) && !will_restart(task);
}

/* Something changed: move the journey on, and run the task if nobody holds it. */
void vpt_task_advance(struct vpt_task *task)
{
	bool held = false, taken_away;

	if (task->machine != MACHINE_STOPPED)
		return;
	while (task->journey.active && !held) {
		held = !vpt_journey_advance(task);
		if (!held && !journey_end(task))
			break;
	}
	if (held || task->nstopped || !vpt_in_mid_call(task))
		vpt_raise_owed(task, !held && !task->nstopped && !task->newborn &&
					     !task->nlistening);
	vpt_raise_entries(task);
	if (held || task->nstopped || task->newborn || vpt_end_listening(task))
		return;
	taken_away = !vpt_seccomp_end(task);
	if (taken_away || has_lost_restart(task)) {
		task->restarting = false;
		if (task->hidden_exit) {
			show_hidden_exit(task, task->uid);
			vpt_task_advance(task);
			return;
		}
	}
	vpt_machine_resume(task);
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

bool vpt_exit_is_hidden(struct vpt *vpt, pid_t tid)
{
	struct vpt_task *task = vpt_task_find(vpt, tid);

	return task && task->hidden_exit;
}

/* An interrupt of ours, or the machine itself, ends a system call early; the call then begins
 * again. No tracer asked for that at this point of the call, so none is shown the exit (but
 * see vpt_raise_trap()), nor the second entry. True if the stop has been dealt with. */
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
		vpt_forget_call(task);
	task->restarting = restarted && stop->kind == VPT_STOP_SYSCALL_ENTRY;
	if (is_our_trap(task, stop, ours))
		task->restarting = restarted || (!task->put_back && note_restart(task));
	task->put_back = false;
	task->in_syscall = vpt_in_mid_call(task);
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
		att->missed_entry = false;
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
	task->late_trap = task->interrupting && !task->interrupted_first &&
			  (task->late_trap || stop->kind != VPT_STOP_TRAP);
	task->interrupting = task->interrupted_first = false;
	task->machine = MACHINE_STOPPED;
	task->at = stop->kind;
	vpt_traps_are_due(task);
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
