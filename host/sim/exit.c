/* SPDX-License-Identifier: MIT
 * exit.c: the death of tasks of the simulated machine. The counterpart of kernel/exit.c.
 */
#include <stdlib.h>
#include <string.h>

#include "machine.h"

static bool is_leader(const struct sim_task *task)
{
	return task->tid == task->process->tgid;
}

/* zap_other_threads(): as SIGKILL to each of them. */
void sim_zap_other_threads(struct sim_task *task)
{
	struct sim_task *other;

	TAILQ_FOREACH(other, &task->sim->tasks, link) {
		if (other == task || other->process != task->process ||
		    other->state == SIM_ZOMBIE)
			continue;
		other->killed = true;
		other->unheard = false;
		other->state = SIM_RUNNING;
	}
}

/* do_group_exit(), but for the caller's own death */
void sim_group_exit(struct sim_task *task, int code)
{
	struct sim_process *process = task->process;

	if (!process->group_exit) {
		process->group_exit = true;
		process->group_code = code;
	}
	process->stopped = false;
	process->stop_count = 0;
	sim_zap_other_threads(task);
}

/* mm_release(): the parent of a vfork child goes on. */
void sim_vfork_done(struct sim_task *child)
{
	struct sim_task *parent = sim_find(child->sim, child->vfork_parent);

	if (parent)
		parent->vfork_child = 0;
	child->vfork_parent = 0;
}

/* do_notify_parent(): the leader is the last of its threads and nobody traces it. A parent
 * that ignores SIGCHLD, or is gone, has no zombie. */
void sim_notify_parent(struct sim_task *leader)
{
	struct sim *sim = leader->sim;
	struct sim_process *parent = leader->process->parent;
	struct sim_task *thread = parent ? sim_any_thread(sim, parent) : NULL;
	int sig = leader->process->exit_signal;

	if (!thread || (sig == SIGCHLD && parent->action[SIGCHLD] == SIM_IGNORE)) {
		sim_release_task(leader);
		return;
	}
	if (sim->sigchld && sig)
		sim_send(thread, true, sig, CLD_EXITED, leader->tid, 0);
}

/* A task is dead: who is to be told, and when? The leader's turn comes after all others. */
static void exit_notify(struct sim_task *task)
{
	if (is_leader(task) && task->process->nthreads > 1)
		return;
	if (task->traced)
		task->unheard = true;
	else if (is_leader(task))
		sim_notify_parent(task);
	else
		sim_release_task(task);
}

/* release_task(): the task is reaped. */
void sim_release_task(struct sim_task *task)
{
	struct sim *sim = task->sim;
	struct sim_process *process = task->process;
	struct sim_task *leader;
	bool was_leader = is_leader(task);

	TAILQ_REMOVE(&sim->tasks, task, link);
	sim_flush(&task->pending, ~0ull);
	free(task->text);
	free(task);
	process->nthreads--;
	process->ndead--;
	if (process->nthreads == 0) {
		TAILQ_REMOVE(&sim->processes, process, link);
		sim_flush(&process->pending, ~0ull);
		free(process);
		return;
	}
	leader = was_leader ? NULL : sim_find(sim, process->tgid);
	if (leader && leader->state == SIM_ZOMBIE && process->nthreads == 1)
		exit_notify(leader);
}

/* forget_original_parent(): its children become init's. */
static void reparent_children(struct sim_task *task)
{
	struct sim *sim = task->sim;
	struct sim_process *process = task->process, *child;
	struct sim_task *heir = sim_any_thread(sim, process);
	struct sim_task *leader;
	bool again = true;

	TAILQ_FOREACH(child, &sim->processes, link) {
		if (child->parent != process || (heir && child->parent_tid != task->tid))
			continue;
		if (!heir)
			child->parent = NULL;
		child->parent_tid = heir ? heir->tid : 1;
	}
	/* init reaps those that are dead */
	while (again) {
		again = false;
		TAILQ_FOREACH(child, &sim->processes, link) {
			leader = sim_find(sim, child->tgid);
			if (child != process && !child->parent && leader &&
			    leader->state == SIM_ZOMBIE && !leader->traced &&
			    child->nthreads == 1) {
				sim_release_task(leader);
				again = true;
				break;
			}
		}
	}
}

static void die(struct sim_task *task)
{
	struct sim_process *process = task->process;
	const struct sim_listener *listener = &task->sim->listener;
	bool last;

	task->state = SIM_ZOMBIE;
	process->ndead++;
	sim_vfork_done(task);
	reparent_children(task);
	if (task->stop_pending && task->stop_consume && process->stop_count > 0 &&
	    --process->stop_count == 0)
		process->stopped = true;
	last = process->ndead == process->nthreads;
	if (listener->tracer_exited)
		listener->tracer_exited(listener->arg, process->tgid,
					last ? 0 : task->tid);
	exit_notify(task);
}

/* do_exit(): one step up to PTRACE_EVENT_EXIT, one from there. */
void sim_do_exit(struct sim_task *task)
{
	if (task->phase == PHASE_DYING) {
		die(task);
		return;
	}
	if (task->process->group_exit)
		task->exit_code = task->process->group_code;
	else if (task->killed)
		task->exit_code = SIGKILL;
	task->phase = PHASE_DYING;
	task->killed = false;
	task->blocked = ~0ull;
	sim_ptrace_event(task, PTRACE_EVENT_EXIT, (unsigned long)task->exit_code,
			 PHASE_DYING);
}
