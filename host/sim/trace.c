/* SPDX-License-Identifier: MIT
 * trace.c: the simulated machine's own tracing: how its tasks stop for the one tracer that
 * they can have, which is the tracing system. The counterpart of ptrace_stop() and its kin.
 */
#include <string.h>

#include "machine.h"

/* ptrace_stop(). False if the task does not stop; it goes on with `next` either way. */
bool sim_ptrace_stop(struct sim_task *task, const struct vpt_machine_stop *stop,
		     enum sim_phase next)
{
	bool trap = stop->kind == VPT_STOP_TRAP || stop->kind == VPT_STOP_GROUP;

	task->phase = next;
	/* what goes on if nobody intervenes */
	task->inject = stop->kind == VPT_STOP_SIGNAL ? stop->signr : 0;
	if (stop->kind == VPT_STOP_SIGNAL)
		task->info = stop->info;
	if (!task->traced || task->killed)
		return false;
	/* "any trap clears pending STOP trap, STOP trap clears NOTIFY" */
	task->trap_stop = false;
	if (trap)
		task->trap_notify = false;
	task->state = SIM_TRACED;
	task->unheard = true;
	task->stop = *stop;
	task->stop_tag = 0;
	task->has_info = !(task->legacy && stop->kind == VPT_STOP_GROUP);
	if (stop->kind != VPT_STOP_SIGNAL) {
		memset(&task->info, 0, sizeof(task->info));
		task->info.si_signo = trap ? stop->signr : SIGTRAP;
		task->info.si_pid = task->tid;
		task->info.si_code = trap	   ? PTRACE_EVENT_STOP << 8 | stop->signr
				     : stop->event ? stop->event << 8 | SIGTRAP
						   : SIGTRAP | 0x80;
	}
	return true;
}

/* ptrace_event() */
bool sim_ptrace_event(struct sim_task *task, int event, unsigned long msg,
		      enum sim_phase next)
{
	struct vpt_machine_stop stop = {
		.kind = VPT_STOP_EVENT,
		.event = event,
		.msg = msg,
	};

	task->phase = next;
	if (!event || !task->traced || !(task->options & (1ul << event)))
		return false;
	task->msg = msg;
	return sim_ptrace_stop(task, &stop, next);
}

/* ptrace_trap_notify() */
void sim_trap_notify(struct sim_task *task)
{
	task->trap_notify = true;
	if (task->state == SIM_LISTENING)
		task->state = SIM_RUNNING;
}

/* ptrace_init_task() and task_join_group_stop() */
void sim_init_task(struct sim_task *child, struct sim_task *parent, bool ptrace)
{
	struct sim_process *process = child->process;

	if (ptrace) {
		siginfo_t info = { .si_signo = SIGSTOP };

		child->traced = true;
		child->legacy = parent->legacy;
		child->options = parent->options;
		if (child->legacy)
			sim_queue_signal(child, &child->pending, &info, 0);
		else
			child->trap_stop = true;
	}
	if (process != parent->process)
		return;
	child->stop_sig = parent->stop_sig;
	if (process->stop_count) {
		process->stop_count++;
		child->stop_pending = child->stop_consume = true;
	} else if (process->stopped) {
		child->stop_pending = true;
	}
}
