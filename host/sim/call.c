/* SPDX-License-Identifier: MIT
 * call.c: the system calls of the simulated machine.
 */
#include <string.h>

#include "machine.h"

static void done(struct sim_task *task, long result)
{
	task->regs.rax = (unsigned long)result;
	task->sigpending = result <= -ERESTARTSYS;
	task->phase = PHASE_EXIT;
}

/* ---- calls that block ---- */

static bool has_children(struct sim_task *task)
{
	struct sim_process *process;
	bool any = false;
	int status;

	while (sim_wait(task->sim, task->process->tgid, -1, &status))
		;
	TAILQ_FOREACH(process, &task->sim->processes, link)
		any |= process->parent == task->process;
	return any;
}

/* Could a blocked call go on? */
bool sim_call_ready(struct sim_task *task)
{
	switch ((long)task->regs.orig_rax) {
	case SYS_read:
		return task->woken;
	case SYS_nanosleep:
		return true; /* a step is a tick */
	case SYS_wait4:
		return !has_children(task);
	case SYS_futex:
		return task->process->nthreads == 1;
	default:
		return false;
	}
}

static void block(struct sim_task *task, int restart)
{
	if (task->restart) {
		done(task, -restart);
		return;
	}
	if (task->regs.orig_rax == SYS_nanosleep && task->ticks > 0)
		task->ticks--;
	else if (sim_call_ready(task)) {
		task->woken = false;
		task->ticks = -1;
		done(task, 0);
		return;
	}
	if (sim_signal_pending(task))
		done(task, -restart);
	else
		task->state = SIM_BLOCKED;
}

static void call_nanosleep(struct sim_task *task)
{
	if (task->ticks < 0)
		task->ticks = task->op->arg[0];
	block(task, ERESTARTSYS);
}

/* ---- births ---- */

/* kernel_clone() */
static void call_clone(struct sim_task *task, unsigned long flags)
{
	struct sim *sim = task->sim;
	struct sim_process *process = task->process;
	struct sim_task *child;
	bool thread = flags & CLONE_THREAD;
	int event = 0;

	if (sim_signal_pending(task)) {
		done(task, -ERESTARTNOINTR);
		return;
	}
	if (!(flags & CLONE_UNTRACED)) {
		if (flags & CLONE_VFORK)
			event = PTRACE_EVENT_VFORK;
		else if ((flags & CSIGNAL) != SIGCHLD)
			event = PTRACE_EVENT_CLONE;
		else
			event = PTRACE_EVENT_FORK;
	}
	if (!thread) {
		process = sim_copy_process(
			sim, task->process,
			flags & CLONE_PARENT ? task->process->parent_tid : task->tid);
		process->exit_signal = (int)(flags & CSIGNAL);
	}
	child = sim_copy_task(task, process, task->op->program);
	sim_init_task(child, task,
		      event && task->traced && (task->options & (1ul << event)));
	task->regs.rax = (unsigned long)child->tid;
	if (flags & CLONE_VFORK) {
		task->vfork_child = child->tid;
		child->vfork_parent = task->tid;
	}
	sim_ptrace_event(task, event, (unsigned long)child->tid,
			 flags & CLONE_VFORK ? PHASE_VFORK : PHASE_EXIT);
}

/* ---- exec ---- */

static void call_execve(struct sim_task *task)
{
	if (!task->op->program) {
		done(task, -ENOENT);
		return;
	}
	/* de_thread() */
	sim_zap_other_threads(task);
	task->phase = PHASE_EXEC;
	task->state = SIM_BLOCKED;
}

/* The other threads are dead: the task becomes the leader and runs its new program. */
void sim_call_exec(struct sim_task *task)
{
	struct sim_process *process = task->process;
	struct sim_task *leader = sim_find(task->sim, process->tgid);
	pid_t old = task->tid;
	int sig;

	if (leader != task) {
		struct sim_process *child;

		sim_release_task(leader);
		task->tid = process->tgid;
		TAILQ_FOREACH(child, &task->sim->processes, link)
			if (child->parent == process)
				child->parent_tid = task->tid;
	}
	sim_vfork_done(task);
	for (sig = 1; sig <= 64; sig++)
		if (process->action[sig] != SIM_IGNORE)
			process->action[sig] = SIM_DEFAULT;
	sim_load(task, task->op->program);
	task->regs.orig_rax = SYS_execve;
	if (task->traced && task->legacy && !(task->options & PTRACE_O_TRACEEXEC))
		sim_send(task, false, SIGTRAP, SI_USER, process->tgid, 0);
	sim_ptrace_event(task, PTRACE_EVENT_EXEC, (unsigned long)old, PHASE_EXIT);
}

/* ---- the others ---- */

static void call_kill(struct sim_task *task)
{
	struct sim *sim = task->sim;
	pid_t pid = (pid_t)task->op->arg[0];
	struct sim_process *target;
	struct sim_task *thread;

	if (pid == 0)
		target = task->process;
	else if (pid == -1)
		target = task->process->parent;
	else
		target = sim_find_process(sim, pid);
	if (!target) {
		done(task, -ESRCH);
		return;
	}
	done(task, 0);
	thread = sim_any_thread(sim, target);
	if (thread)
		sim_send(thread, true, (int)task->op->arg[1], SI_USER,
			 task->process->tgid, 0);
}

static void call_sigreturn(struct sim_task *task)
{
	if (task->nframes) {
		const struct sim_frame *frame = &task->frames[--task->nframes];

		task->regs = frame->regs;
		task->regs.orig_rax = (unsigned long)-1;
		task->blocked = frame->blocked;
	}
	task->phase = PHASE_EXIT;
}

void sim_call(struct sim_task *task)
{
	const struct sim_op *op = task->op;
	struct sim *sim = task->sim;

	switch ((long)task->regs.orig_rax) {
	case SYS_read:
	case SYS_wait4:
	case SYS_futex:
		block(task, ERESTARTSYS);
		break;
	case SYS_pause:
		block(task, ERESTARTNOHAND);
		break;
	case SYS_nanosleep:
		call_nanosleep(task);
		break;
	case SYS_fork:
		call_clone(task, SIGCHLD);
		break;
	case SYS_vfork:
		call_clone(task, CLONE_VFORK | SIGCHLD);
		break;
	case SYS_clone:
		call_clone(task, (unsigned long)op->arg[0]);
		break;
	case SYS_execve:
		call_execve(task);
		break;
	case SYS_exit:
		task->exit_code = (int)(op->arg[0] & 0xff) << 8;
		sim_do_exit(task);
		break;
	case SYS_exit_group:
		sim_group_exit(task, (int)(op->arg[0] & 0xff) << 8);
		sim_do_exit(task);
		break;
	case SYS_tgkill:
		done(task, 0);
		sim_send(task, false, (int)op->arg[0], SI_TKILL, task->process->tgid, 0);
		break;
	case SYS_kill:
		call_kill(task);
		break;
	case SYS_rt_sigaction:
		task->process->action[op->arg[0]] = (unsigned char)op->arg[1];
		done(task, 0);
		break;
	case SYS_rt_sigprocmask:
		task->blocked =
			(uint64_t)op->arg[0] & ~(SIM_BIT(SIGKILL) | SIM_BIT(SIGSTOP));
		done(task, 0);
		break;
	case SYS_rt_sigreturn:
		call_sigreturn(task);
		break;
	case SYS_ptrace:
		done(task, 0);
		if (sim->hook)
			sim->hook(sim->hook_arg, task->tid, op->arg[0]);
		break;
	case -1: /* the tracer has skipped it, and says what it returns */
		task->phase = PHASE_EXIT;
		break;
	default:
		done(task, 0);
		break;
	}
}
