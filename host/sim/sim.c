/* SPDX-License-Identifier: MIT
 * sim.c: the tables of the simulated machine, its births, and its outside.
 */
#include <stdlib.h>
#include <string.h>

#include "machine.h"

/* ---- tables ---- */

struct sim_task *sim_find(struct sim *sim, pid_t tid)
{
	struct sim_task *task;

	TAILQ_FOREACH(task, &sim->tasks, link)
		if (task->tid == tid)
			return task;
	return NULL;
}

struct sim_process *sim_find_process(struct sim *sim, pid_t tgid)
{
	struct sim_process *process;

	TAILQ_FOREACH(process, &sim->processes, link)
		if (process->tgid == tgid)
			return process;
	return NULL;
}

/* A living thread of the process, the leader if it lives. */
struct sim_task *sim_any_thread(struct sim *sim, struct sim_process *process)
{
	struct sim_task *task;

	TAILQ_FOREACH(task, &sim->tasks, link)
		if (task->process == process && task->state != SIM_ZOMBIE)
			return task;
	return NULL;
}

/* ---- births ---- */

/* copy_process(), without CLONE_THREAD: what belongs to the process. */
struct sim_process *sim_copy_process(struct sim *sim, struct sim_process *from,
				     pid_t parent)
{
	struct sim_process *process = calloc(1, sizeof(*process));
	struct sim_task *maker;

	if (from)
		*process = *from;
	process->tgid = sim->next_tid;
	process->nthreads = process->ndead = 0;
	process->group_exit = process->stopped = false;
	process->stop_count = 0;
	TAILQ_INIT(&process->pending);
	memset(process->queued, 0, sizeof(process->queued));
	memset(process->delivered, 0, sizeof(process->delivered));
	if (!from)
		process->pgid = process->tgid;
	if (!from)
		process->seccomp_nr = -1;
	process->exit_signal = SIGCHLD;
	maker = parent ? sim_find(sim, parent) : NULL;
	process->parent = maker ? maker->process : NULL;
	process->parent_tid = maker ? parent : 1;
	TAILQ_INSERT_TAIL(&sim->processes, process, link);
	return process;
}

/* Put a program into a task, at its start. */
void sim_load(struct sim_task *task, const struct sim_program *program)
{
	unsigned i;

	task->program = program;
	task->text_size = program->count * 2 + 2;
	free(task->text);
	task->text = malloc(task->text_size);
	for (i = 0; i <= program->count; i++) {
		static const unsigned char code[][2] = {
			[SIM_OP_NOP] = { 0x66, 0x90 },
			[SIM_OP_INT3] = { 0xcc, 0x90 },
			[SIM_OP_JUMP] = { 0xeb, 0 },
			[SIM_OP_CALL] = { 0x0f, 0x05 },
		};
		enum sim_op_kind kind =
			i < program->count ? program->ops[i].kind : SIM_OP_CALL;

		memcpy(task->text + 2 * i, code[kind], 2);
	}
	memset(&task->regs, 0, sizeof(task->regs));
	memset(task->debugregs, 0, sizeof(task->debugregs)); /* flush_thread() */
	task->text_at = task->regs.rip = SIM_TEXT;
	task->regs.orig_rax = (unsigned long)-1;
	task->nframes = 0;
}

/* copy_process(): a task that is its parent's copy, or runs another program. */
struct sim_task *sim_copy_task(struct sim_task *parent, struct sim_process *process,
			       const struct sim_program *program)
{
	struct sim *sim = parent->sim;
	struct sim_task *child = calloc(1, sizeof(*child));

	*child = *parent;
	child->tid = sim->next_tid++;
	child->process = process;
	child->path = parent->path * 31 + ++parent->births;
	child->births = 0;
	child->state = SIM_RUNNING;
	child->phase = PHASE_SIGNALS;
	child->woken = child->restart = child->sigpending = false;
	child->killed = child->unheard = false;
	child->stop_pending = child->stop_consume = child->stop_dequeued = false;
	child->trap_stop = child->trap_notify = false;
	child->stop_sig = 0;
	child->vfork_child = child->vfork_parent = 0;
	child->ticks = -1;
	memset(child->debugregs, 0, sizeof(child->debugregs)); /* copy_thread() */
	child->regs.eflags &= ~SIM_FLAG_RESUME;
	child->exit_code = 0;
	child->traced = child->legacy = false;
	child->options = 0;
	child->how = VPT_RESUME_CONT;
	TAILQ_INIT(&child->pending);
	child->text = NULL;
	if (program) {
		sim_load(child, program);
		if (process == parent->process) /* beside those of the other threads */
			child->text_at = child->regs.rip =
				SIM_TEXT + ++process->ntexts * SIM_TEXT_SIZE;
	} else {
		child->text = malloc(child->text_size);
		memcpy(child->text, parent->text, child->text_size);
		child->regs.rax = 0;
	}
	process->nthreads++;
	TAILQ_INSERT_TAIL(&sim->tasks, child, link);
	return child;
}

pid_t sim_spawn(struct sim *sim, pid_t parent, const struct sim_program *program)
{
	struct sim_task *task = calloc(1, sizeof(*task));
	struct sim_task *from = parent ? sim_find(sim, parent) : NULL;

	task->sim = sim;
	task->process = sim_copy_process(sim, NULL, parent);
	task->tid = sim->next_tid++;
	task->path = from ? from->path * 31 + ++from->births : (uint64_t)task->tid;
	task->state = SIM_RUNNING;
	task->phase = PHASE_USER;
	task->ticks = -1;
	TAILQ_INIT(&task->pending);
	sim_load(task, program);
	task->process->nthreads = 1;
	TAILQ_INSERT_TAIL(&sim->tasks, task, link);
	return task->tid;
}

void sim_set_uid(struct sim *sim, pid_t tid, uid_t uid)
{
	sim_find(sim, tid)->process->uid = uid;
}

void sim_set_pgid(struct sim *sim, pid_t tid, pid_t pgid)
{
	sim_find(sim, tid)->process->pgid = pgid;
}

void sim_set_seccomp(struct sim *sim, pid_t tid, long nr)
{
	sim_find(sim, tid)->process->seccomp_nr = nr;
}

void sim_set_action(struct sim *sim, pid_t tid, int sig, enum sim_action action)
{
	sim_find(sim, tid)->process->action[sig] = action;
}

/* ---- the life of a machine ---- */

struct sim *sim_new(void)
{
	struct sim *sim = calloc(1, sizeof(*sim));

	TAILQ_INIT(&sim->tasks);
	TAILQ_INIT(&sim->processes);
	TAILQ_INIT(&sim->notices);
	sim->next_tid = 2;
	return sim;
}

void sim_free(struct sim *sim)
{
	struct sim_task *task;
	struct sim_process *process;
	struct vpt_notice notice;

	while ((task = TAILQ_FIRST(&sim->tasks))) {
		TAILQ_REMOVE(&sim->tasks, task, link);
		sim_flush(&task->pending, ~0ull);
		free(task->text);
		free(task);
	}
	while ((process = TAILQ_FIRST(&sim->processes))) {
		TAILQ_REMOVE(&sim->processes, process, link);
		sim_flush(&process->pending, ~0ull);
		free(process);
	}
	while (sim_next_notice(sim, &notice))
		;
	free(sim);
}

static void tell_stopped(void *vpt, pid_t tid, const struct vpt_machine_stop *stop,
			 uint64_t tag)
{
	vpt_machine_stopped(vpt, tid, stop, tag);
}

static void tell_exited(void *vpt, pid_t tid, int status, uid_t uid)
{
	vpt_machine_exited(vpt, tid, status, uid);
}

static void tell_tracer_exited(void *vpt, pid_t tgid, pid_t tid)
{
	vpt_tracer_exited(vpt, tgid, tid);
}

void sim_serve(struct sim *sim, struct vpt *vpt)
{
	sim->listener = (struct sim_listener){ vpt, tell_stopped, tell_exited,
					       tell_tracer_exited };
}

void sim_listen(struct sim *sim, const struct sim_listener *listener)
{
	sim->listener = *listener;
}

void sim_set_hook(struct sim *sim, sim_hook *hook, void *arg)
{
	sim->hook = hook;
	sim->hook_arg = arg;
}

void sim_set_late(struct sim *sim, bool late)
{
	sim->late = late;
}

void sim_set_sigchld(struct sim *sim, bool on)
{
	sim->sigchld = on;
}

/* ---- steps ---- */

/* Report what the task did last: the machine's side of wait4(). */
static void report(struct sim_task *task)
{
	const struct sim_listener *listener = &task->sim->listener;
	struct sim_process *process = task->process;
	int status;

	task->unheard = false;
	if (task->state != SIM_ZOMBIE) {
		struct vpt_machine_stop stop = task->stop;

		stop.uid = process->uid;
		listener->stopped(listener->arg, task->tid, &stop, task->stop_tag);
		return;
	}
	status = process->group_exit ? process->group_code : task->exit_code;
	listener->exited(listener->arg, task->tid, status, process->uid);
}

bool sim_step(struct sim *sim, pid_t tid)
{
	struct sim_task *task = sim_find(sim, tid);

	if (!task)
		return false;
	if (task->unheard) {
		report(task);
		return true;
	}
	if (!sim_runnable(task))
		return false;
	sim_run_phase(task);
	if (sim->late)
		return true;
	/* The step may have ended tasks, and with them others' unheard deaths. */
	TAILQ_FOREACH(task, &sim->tasks, link)
		if (task->unheard) {
			report(task);
			break;
		}
	return true;
}

bool sim_run(struct sim *sim, unsigned limit)
{
	pid_t tids[256];
	bool moved = true;

	while (moved) {
		unsigned i, n = sim_tasks(sim, tids, 256);

		moved = false;
		for (i = 0; i < n; i++) {
			if (limit == 0)
				return false;
			if (sim_step(sim, tids[i])) {
				moved = true;
				limit--;
			}
		}
	}
	return true;
}

/* ---- the outside ---- */

int sim_tgkill(struct sim *sim, pid_t tid, int sig)
{
	struct sim_task *task = sim_find(sim, tid);

	if (!task)
		return -ESRCH;
	sim_send(task, false, sig, SI_TKILL, 1, 0);
	return 0;
}

int sim_kill(struct sim *sim, pid_t pid, int sig)
{
	struct sim_process *process = sim_find_process(sim, pid);
	struct sim_task *task = process ? sim_any_thread(sim, process) : NULL;

	if (!process)
		return -ESRCH;
	if (task)
		sim_send(task, true, sig, SI_USER, 1, 0);
	return 0;
}

void sim_wake(struct sim *sim, pid_t tid)
{
	struct sim_task *task = sim_find(sim, tid);

	if (task)
		task->woken = true;
}

void sim_restart(struct sim *sim, pid_t tid)
{
	struct sim_task *task = sim_find(sim, tid);

	if (task)
		task->restart = true;
}

pid_t sim_wait(struct sim *sim, pid_t parent, pid_t pid, int *status)
{
	struct sim_task *task;
	pid_t found;

	TAILQ_FOREACH(task, &sim->tasks, link) {
		struct sim_process *process = task->process;

		if (!process->parent || process->parent->tgid != parent ||
		    (pid != -1 && task->tid != pid))
			continue;
		if (task->tid != process->tgid || task->state != SIM_ZOMBIE ||
		    task->traced || process->nthreads > 1)
			continue;
		*status = process->group_exit ? process->group_code : task->exit_code;
		found = task->tid;
		sim_release_task(task);
		return found;
	}
	return 0;
}

/* ---- views ---- */

bool sim_look(struct sim *sim, pid_t tid, struct sim_view *view)
{
	struct sim_task *task = sim_find(sim, tid);

	memset(view, 0, sizeof(*view));
	if (!task)
		return false;
	view->tid = tid;
	view->tgid = task->process->tgid;
	view->path = task->path;
	view->state = task->state;
	if (task->state == SIM_TRACED || task->state == SIM_LISTENING)
		view->stop = task->stop.kind;
	view->traced = task->traced;
	view->unheard = task->unheard;
	view->dying = task->killed || task->phase == PHASE_DYING;
	view->group_stopped = task->process->stopped;
	view->exit_status =
		task->process->group_exit ? task->process->group_code : task->exit_code;
	memcpy(view->queued, task->process->queued, sizeof(view->queued));
	memcpy(view->delivered, task->process->delivered, sizeof(view->delivered));
	return true;
}

unsigned sim_tasks(struct sim *sim, pid_t *tids, unsigned max)
{
	struct sim_task *task;
	unsigned n = 0;

	TAILQ_FOREACH(task, &sim->tasks, link)
		if (n < max)
			tids[n++] = task->tid;
	return n;
}

bool sim_next_notice(struct sim *sim, struct vpt_notice *notice)
{
	struct sim_notice *first = TAILQ_FIRST(&sim->notices);

	if (!first)
		return false;
	*notice = first->notice;
	TAILQ_REMOVE(&sim->notices, first, link);
	free(first);
	return true;
}

unsigned sim_count(struct sim *sim, const char *op)
{
	static const char *const names[COUNT_MAX] = {
		[COUNT_seize] = "seize",
		[COUNT_set_options] = "set_options",
		[COUNT_interrupt] = "interrupt",
		[COUNT_resume] = "resume",
		[COUNT_detach] = "detach",
		[COUNT_reap] = "reap",
		[COUNT_send_signal] = "send_signal",
		[COUNT_kill] = "kill",
		[COUNT_new_tracee] = "new_tracee",
		[COUNT_last_tracee_gone] = "last_tracee_gone",
	};
	unsigned i;

	for (i = 0; i < COUNT_MAX; i++)
		if (!strcmp(names[i], op))
			return sim->counts[i];
	return 0;
}

void *sim_data(struct sim *sim, pid_t tid)
{
	struct sim_task *task = sim_find(sim, tid);

	return task ? task->process->data : NULL;
}
