// SPDX-License-Identifier: MIT
/*
 * plan.c: how the active tracer has a task go on, as the count of its stops says. See meddle.c.
 */
#include <sys/ptrace.h>
#include <sys/syscall.h>

#include "meddle.h"

/* After so many stops of a task only its calls are followed: programs that make very many
 * have seen all that there is to see. */
enum { ACTIVE_STOPS = 1200 };

/* A breakpoint goes after so many hits. */
enum { MAX_HITS = 3 };

/* A running task that may be interrupted. Race: it has stopped already, and the interrupt comes
 * after that. So not if it may have come to the entry of a call that does not begin again. */
bool is_interruptible(const struct task *task)
{
	if (task->stopped || !task->memory || task->foretold)
		return false;
	return task->resumed == PTRACE_SYSCALL
		       ? task->restarts
		       : task->resumed == PTRACE_SINGLESTEP && !task->steps_into_call;
}

/* Calls after which the world is another one: there is to be no breakpoint then. A child that
 * nobody follows would have it, and a SIGTRAP that is blocked or ignored must not be forced. */
static bool needs_clean_memory(long nr)
{
	switch (nr) {
	case SYS_fork:
	case SYS_vfork:
	case SYS_clone:
	case SYS_clone3:
	case SYS_execve:
	case SYS_execveat:
	case SYS_exit:
	case SYS_exit_group:
	case SYS_rt_sigaction:
	case SYS_rt_sigprocmask:
	case SYS_rt_sigreturn:
	case SYS_rt_sigsuspend:
	case SYS_ppoll:
	case SYS_pselect6:
	case SYS_epoll_pwait:
	case UNKNOWN_CALL:
		return true;
	default:
		return false;
	}
}

/* At a call's entry: a breakpoint where it returns to. */
static bool plant_at_return(struct task *task)
{
	struct user_regs_struct regs;

	return may_trap(task) && get_regs(task, &regs) && plant(task, regs.rip);
}

static int from_entry(struct task *task)
{
	if (needs_clean_memory(task->entered)) {
		uproot_all(task);
		return PTRACE_SYSCALL;
	}
	switch (task->stops % 12) {
	case 2:
	case 7:
		plant_at_return(task);
		return PTRACE_SYSCALL;
	case 4: /* the exit is not seen, but what comes right after it */
		uproot_all(task);
		return plant_at_return(task) ? PTRACE_CONT : PTRACE_SYSCALL;
	case 9:
		if (may_step(task) && task->memory->planted == 0) {
			task->steps_left = task->stops % 5;
			return PTRACE_SINGLESTEP;
		}
		return PTRACE_SYSCALL;
	default:
		return PTRACE_SYSCALL;
	}
}

static int from_elsewhere(struct task *task, int event)
{
	switch (task->stops % 12) {
	case 1:
	case 5:
	case 8:
		if (!may_step(task))
			return PTRACE_SYSCALL;
		task->steps_left = 2 + task->stops % 7;
		return PTRACE_SINGLESTEP;
	case 3: /* until the next event */
		if (event && event != PTRACE_EVENT_STOP && task->memory->planted == 0)
			return PTRACE_CONT;
		return PTRACE_SYSCALL;
	default:
		return PTRACE_SYSCALL;
	}
}

static void resume(struct task *task, int how, int sig)
{
	note("%d: resumes with %s, signal %d", task->tid,
	     how == PTRACE_CONT	     ? "CONT"
	     : how == PTRACE_SYSCALL ? "SYSCALL"
				     : "STEP",
	     sig);
	task->resumed = how;
	task->stopped = false;
	if (how == PTRACE_SINGLESTEP) {
		task->step_owed = true;
		task->steps_into_call = task->entered >= 0 || is_before_call(task);
	}
	task->in_call &= how == PTRACE_SYSCALL;
	if (how != PTRACE_SINGLESTEP)
		task->steps_left = 0;
	request(task, how, 0, (void *)(long)sig);
}

/* The task goes on, with this signal, in one way or another. */
void go_on(struct task *task, int sig)
{
	bool entry = task->status >> 8 == SYSCALL_STOP && task->entered >= 0;
	int how = PTRACE_SYSCALL;

	task->stops++;
	if (task->foretold) {
		how = PTRACE_CONT;
	} else if (task->stops < ACTIVE_STOPS) {
		look(task);
		how = entry ? from_entry(task) : from_elsewhere(task, task->status >> 16);
	} else {
		uproot_all(task);
	}
	resume(task, how, sig);
	if (task->stops < ACTIVE_STOPS && task->stops % 11 == 0 &&
	    is_interruptible(task)) {
		note("%d: interrupted", task->tid);
		REQUEST(task, INTERRUPT, 0, 0);
	}
}

/* ---- traps ---- */

/* A breakpoint was hit: go over the instruction that it is on, which has to be the program's
 * own for that. */
static void hit(struct task *task, struct breakpoint *breakpoint,
		struct user_regs_struct *regs)
{
	note("%d: hits %#lx", task->tid, breakpoint->addr);
	regs->rip = breakpoint->addr;
	REQUEST(task, SETREGS, 0, regs);
	if (!breakpoint->planted) { /* was removed meanwhile */
		go_on(task, 0);
		return;
	}
	uproot(task, breakpoint);
	if (++breakpoint->hits < MAX_HITS && may_step(task)) {
		task->over = breakpoint;
		task->steps_left = 0;
		resume(task, PTRACE_SINGLESTEP, 0);
	} else {
		go_on(task, 0);
	}
}

static void step_done(struct task *task)
{
	task->step_owed = false;
	if (task->steps_left > 0 && may_step(task)) {
		task->steps_left--;
		resume(task, PTRACE_SINGLESTEP, 0);
	} else {
		go_on(task, 0);
	}
}

/* A SIGTRAP of the kernel's: of a breakpoint, a step, or the program's own. */
void trap(struct task *task, const siginfo_t *info, const struct user_regs_struct *regs)
{
	struct breakpoint *breakpoint = breakpoint_at(task->memory, regs->rip - 1);
	struct user_regs_struct copy = *regs;
	unsigned char byte = 0;

	if (info->si_code == SI_KERNEL) {
		get_byte(task, regs->rip - 1, &byte);
		if (breakpoint && (breakpoint->planted || byte != INT3)) {
			hit(task, breakpoint, &copy);
			return;
		}
		if (byte != INT3)
			complain("the trap of a breakpoint that is not there");
		go_on(task, SIGTRAP);
		return;
	}
	if (task->step_owed) {
		step_done(task);
		return;
	}
	if (!(regs->eflags & TRAP_FLAG))
		complain("the trap of a step that nobody made, code %d", info->si_code);
	go_on(task, SIGTRAP);
}
