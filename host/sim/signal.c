/* SPDX-License-Identifier: MIT
 * signal.c: signals of the simulated machine. The counterpart of kernel/signal.c.
 */
#include <stdlib.h>
#include <string.h>

#include "machine.h"

#define STOP_SIGNALS \
	(SIM_BIT(SIGSTOP) | SIM_BIT(SIGTSTP) | SIM_BIT(SIGTTIN) | SIM_BIT(SIGTTOU))
#define IGNORED_SIGNALS \
	(SIM_BIT(SIGCONT) | SIM_BIT(SIGCHLD) | SIM_BIT(SIGWINCH) | SIM_BIT(SIGURG))
#define SYNCHRONOUS_SIGNALS                                                        \
	(SIM_BIT(SIGSEGV) | SIM_BIT(SIGBUS) | SIM_BIT(SIGILL) | SIM_BIT(SIGTRAP) | \
	 SIM_BIT(SIGFPE) | SIM_BIT(SIGSYS))

/* ---- queues ---- */

static uint64_t pending_mask(const struct sim_queue *queue)
{
	const struct sim_signal *signal;
	uint64_t mask = 0;

	TAILQ_FOREACH(signal, queue, link)
		mask |= SIM_BIT(signal->info.si_signo);
	return mask;
}

void sim_flush(struct sim_queue *queue, uint64_t mask)
{
	struct sim_signal *signal, *next;

	for (signal = TAILQ_FIRST(queue); signal; signal = next) {
		next = TAILQ_NEXT(signal, link);
		if (!(SIM_BIT(signal->info.si_signo) & mask))
			continue;
		TAILQ_REMOVE(queue, signal, link);
		free(signal);
	}
}

/* Is there anything that ends a blocked call? recalc_sigpending_tsk() */
bool sim_signal_pending(struct sim_task *task)
{
	uint64_t mask =
		pending_mask(&task->pending) | pending_mask(&task->process->pending);

	return task->killed || task->stop_pending || task->trap_stop ||
	       task->trap_notify || (mask & ~task->blocked);
}

static int next_signal(uint64_t mask)
{
	int sig;

	if (mask & SYNCHRONOUS_SIGNALS)
		mask &= SYNCHRONOUS_SIGNALS;
	for (sig = 1; sig <= 64; sig++)
		if (mask & SIM_BIT(sig))
			return sig;
	return 0;
}

/* dequeue_signal() */
static struct sim_signal *dequeue(struct sim_task *task)
{
	struct sim_queue *queue = &task->pending;
	struct sim_signal *signal;
	int sig = next_signal(pending_mask(queue) & ~task->blocked);

	if (!sig) {
		queue = &task->process->pending;
		sig = next_signal(pending_mask(queue) & ~task->blocked);
	}
	TAILQ_FOREACH(signal, queue, link)
		if (signal->info.si_signo == sig) {
			TAILQ_REMOVE(queue, signal, link);
			return signal;
		}
	return NULL;
}

/* ---- sending ---- */

void sim_queue_signal(struct sim_task *task, struct sim_queue *queue,
		      const siginfo_t *info, uint64_t tag)
{
	struct sim_signal *signal;

	task->process->queued[info->si_signo]++;
	if (info->si_signo < SIGRTMIN && (pending_mask(queue) & SIM_BIT(info->si_signo)))
		return; /* legacy_queue() */
	signal = calloc(1, sizeof(*signal));
	signal->info = *info;
	signal->tag = tag;
	TAILQ_INSERT_TAIL(queue, signal, link);
}

static void for_queues_flush(struct sim_task *task, uint64_t mask)
{
	struct sim_task *thread;

	sim_flush(&task->process->pending, mask);
	TAILQ_FOREACH(thread, &task->sim->tasks, link)
		if (thread->process == task->process)
			sim_flush(&thread->pending, mask);
}

/* prepare_signal(): SIGCONT and the stop signals cancel each other. */
static void prepare_signal(struct sim_task *task, int sig)
{
	struct sim_process *process = task->process;
	struct sim_task *thread;

	if (STOP_SIGNALS & SIM_BIT(sig)) {
		for_queues_flush(task, SIM_BIT(SIGCONT));
	} else if (sig == SIGCONT) {
		for_queues_flush(task, STOP_SIGNALS);
		TAILQ_FOREACH(thread, &task->sim->tasks, link) {
			if (thread->process != process || thread->state == SIM_ZOMBIE)
				continue;
			thread->stop_pending = thread->stop_consume = false;
			thread->stop_dequeued = false;
			if (thread->traced && !thread->legacy)
				sim_trap_notify(thread);
			else if (thread->state == SIM_STOPPED)
				thread->state = SIM_RUNNING;
		}
		process->continued |= process->stopped || process->stop_count;
		process->stopped = false;
		process->stop_count = 0;
	}
}

/* sig_ignored() */
static bool ignored(const struct sim_task *task, int sig)
{
	enum sim_action action = task->process->action[sig];

	if ((task->blocked & SIM_BIT(sig)) || task->traced)
		return false;
	return action == SIM_IGNORE ||
	       (action == SIM_DEFAULT && (IGNORED_SIGNALS & SIM_BIT(sig)));
}

static void send_sigkill(struct sim_task *task)
{
	sim_group_exit(task, SIGKILL);
	if (task->state == SIM_ZOMBIE)
		return;
	task->killed = true;
	task->unheard = false;
	task->state = SIM_RUNNING;
}

/* send_signal_locked() */
void sim_send(struct sim_task *task, bool shared, int sig, int code, pid_t from,
	      uint64_t tag)
{
	siginfo_t info;

	if (sig == SIGKILL) {
		send_sigkill(task);
		return;
	}
	if (task->state == SIM_ZOMBIE)
		return;
	prepare_signal(task, sig);
	if (ignored(task, sig))
		return;
	memset(&info, 0, sizeof(info));
	info.si_signo = sig;
	info.si_code = code;
	info.si_pid = from;
	sim_queue_signal(task, shared ? &task->process->pending : &task->pending, &info,
			 tag);
}

/* force_sig_info_to_task() */
void sim_force(struct sim_task *task, int sig, int code)
{
	siginfo_t info;
	bool blocked = task->blocked & SIM_BIT(sig);

	if (blocked || task->process->action[sig] == SIM_IGNORE) {
		task->process->action[sig] = SIM_DEFAULT;
		task->blocked &= ~SIM_BIT(sig);
	}
	memset(&info, 0, sizeof(info));
	info.si_signo = sig;
	info.si_code = code;
	sim_queue_signal(task, &task->pending, &info, 0);
}

/* ---- group-stops ---- */

/* task_participate_group_stop() */
static void participate(struct sim_task *task)
{
	struct sim_process *process = task->process;
	bool consume = task->stop_consume;

	task->stop_pending = task->stop_consume = false;
	if (consume && process->stop_count > 0)
		process->stop_count--;
	if (process->stop_count == 0) {
		process->stopped = true;
		process->continued = false;
	}
}

/* do_signal_stop(): true if the task has stopped. */
static bool do_signal_stop(struct sim_task *task, int sig)
{
	struct sim_process *process = task->process;
	struct sim_task *thread;

	if (!task->stop_pending) {
		if (!task->stop_dequeued || process->group_exit)
			return false;
		process->stop_count = 0;
		task->stop_pending = task->stop_consume = true;
		task->stop_sig = sig;
		process->stop_count++;
		TAILQ_FOREACH(thread, &task->sim->tasks, link) {
			if (thread == task || thread->process != process ||
			    thread->state == SIM_ZOMBIE || thread->state == SIM_STOPPED)
				continue;
			thread->stop_pending = thread->stop_consume = true;
			thread->stop_sig = sig;
			process->stop_count++;
			if (thread->traced && !thread->legacy)
				sim_trap_notify(thread);
		}
	}
	if (task->traced) {
		task->trap_stop = true;
		return false;
	}
	participate(task);
	task->state = SIM_STOPPED;
	return true;
}

/* do_jobctl_trap() */
void sim_jobctl_trap(struct sim_task *task)
{
	struct sim_process *process = task->process;
	struct vpt_machine_stop stop = { .kind = VPT_STOP_GROUP,
					 .signr = task->stop_sig };

	if (!task->legacy && process->stop_count == 0 && !process->stopped) {
		stop.kind = VPT_STOP_TRAP;
		stop.signr = SIGTRAP;
	}
	if (task->stop_pending)
		participate(task);
	sim_ptrace_stop(task, &stop, PHASE_SIGNALS);
}

/* ---- taking signals ---- */

/* handle_signal(): what an interrupted call returns depends on the handler. */
static void run_handler(struct sim_task *task, int sig)
{
	struct sim_frame *frame;
	long result = (long)task->regs.rax;

	if ((long)task->regs.orig_rax >= 0) {
		bool restart = task->process->action[sig] == SIM_HANDLE_RESTART;

		if (result == -ERESTARTNOINTR || (result == -ERESTARTSYS && restart)) {
			task->regs.rax = task->regs.orig_rax;
			task->regs.rip -= 2;
		} else if (result == -ERESTARTSYS || result == -ERESTARTNOHAND) {
			task->regs.rax = (unsigned long)-EINTR;
		}
	}
	if (task->nframes == SIM_FRAMES) {
		sim_group_exit(task, SIGSEGV);
		sim_do_exit(task);
		return;
	}
	frame = &task->frames[task->nframes++];
	frame->regs = task->regs;
	frame->blocked = task->blocked;
	task->blocked |= SIM_BIT(sig);
	task->regs.rip = SIM_HANDLER;
	task->regs.orig_rax = (unsigned long)-1;
	task->phase = PHASE_SIGNALS;
	/* signal_setup_done(): a step ends at the handler's first instruction. */
	if (task->traced &&
	    (task->how == VPT_RESUME_STEP || task->how == VPT_RESUME_BLOCK)) {
		struct vpt_machine_stop stop = { .kind = VPT_STOP_SIGNAL,
						 .signr = SIGTRAP };

		stop.info.si_signo = SIGTRAP;
		stop.info.si_code = SIGTRAP;
		stop.info.si_pid = task->tid;
		sim_ptrace_stop(task, &stop, PHASE_SIGNALS);
	}
}

/* The part of get_signal() after ptrace_signal(). */
static void act_on(struct sim_task *task, int sig)
{
	struct sim_process *process = task->process;
	enum sim_action action = process->action[sig];

	process->delivered[sig]++;
	task->phase = PHASE_SIGNALS;
	if (action == SIM_IGNORE ||
	    (action == SIM_DEFAULT && (IGNORED_SIGNALS & SIM_BIT(sig))))
		return;
	if (action != SIM_DEFAULT) {
		run_handler(task, sig);
		return;
	}
	if (STOP_SIGNALS & SIM_BIT(sig)) {
		do_signal_stop(task, sig);
		return;
	}
	sim_group_exit(task, sig);
	sim_do_exit(task);
}

/* The end of arch_do_signal_or_restart(): no handler runs. */
static void restart(struct sim_task *task)
{
	long result = (long)task->regs.rax;

	task->phase = PHASE_USER;
	task->sigpending = false;
	if ((long)task->regs.orig_rax < 0)
		return;
	if (result == -ERESTARTSYS || result == -ERESTARTNOINTR ||
	    result == -ERESTARTNOHAND) {
		task->regs.rax = task->regs.orig_rax;
		task->regs.rip -= 2;
	}
}

/* One turn of the loop in get_signal(). */
void sim_get_signal(struct sim_task *task)
{
	struct sim_signal *signal;
	struct vpt_machine_stop stop = { .kind = VPT_STOP_SIGNAL };
	uint64_t tag;

	if (task->stop_pending && do_signal_stop(task, 0))
		return;
	if (task->trap_stop || task->trap_notify) {
		sim_jobctl_trap(task);
		return;
	}
	signal = dequeue(task);
	if (!signal) {
		restart(task);
		return;
	}
	stop.signr = signal->info.si_signo;
	stop.info = signal->info;
	tag = signal->tag;
	free(signal);
	if (STOP_SIGNALS & SIM_BIT(stop.signr))
		task->stop_dequeued = true;
	if (!task->traced) {
		act_on(task, stop.signr);
		return;
	}
	/* ptrace_signal() */
	task->stop_dequeued = true;
	if (sim_ptrace_stop(task, &stop, PHASE_SIGNALLED))
		task->stop_tag = tag;
}

/* The part of ptrace_signal() after the stop. */
void sim_signalled(struct sim_task *task)
{
	int sig = task->inject;

	task->inject = 0;
	task->phase = PHASE_SIGNALS;
	if (!sig)
		return;
	if (sig != task->info.si_signo) {
		memset(&task->info, 0, sizeof(task->info));
		task->info.si_signo = sig;
	}
	if (sig == SIGKILL) {
		sim_group_exit(task, SIGKILL);
		sim_do_exit(task);
		return;
	}
	if (task->blocked & SIM_BIT(sig)) {
		sim_queue_signal(task, &task->pending, &task->info, 0);
		return;
	}
	act_on(task, sig);
}
