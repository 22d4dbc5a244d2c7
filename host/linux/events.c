/* SPDX-License-Identifier: MIT
 * events.c: what has happened to the tasks: the kernel's wait statuses, decoded and told to
 * the tracing system.
 */
#include <errno.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/ptrace_abi.h"
#include "host.h"
#include "marks.h"

/* How many tasks may be looked at at any time, and how much longer than it took to look at
 * more has to pass before that is done again. */
enum { FEW_TASKS = 32, LOOK_SHARE = 8 };

static int raw_waitid(idtype_t type, pid_t id, siginfo_t *info, int options,
		      struct rusage *ru)
{
	int rc;

	info->si_pid = 0;
	do {
		rc = (int)syscall(SYS_waitid, type, id, info, options | WNOHANG | __WALL,
				  ru);
	} while (rc && errno == EINTR);
	return rc ? -errno : 0;
}

/* Something that has happened to this task, without taking it. */
int linux_waitid(pid_t tid, siginfo_t *info, int options)
{
	return raw_waitid(P_PID, (id_t)tid, info, options | WNOWAIT, NULL);
}

static unsigned long event_message(pid_t tid)
{
	unsigned long msg = 0;

	ptrace(PTRACE_GETEVENTMSG, tid, 0, &msg);
	return msg;
}

/* A syscall-stop: which of the two? All that a tracer is going to ask is fetched at once. */
static bool is_at_entry(struct linux_task *task)
{
	long size = ptrace(PTRACE_GET_SYSCALL_INFO, task->tid, sizeof(task->syscall_info),
			   &task->syscall_info);

	task->syscall_info_size = size > 0 ? (int)size : 0;
	return size > 0 && task->syscall_info.op == PTRACE_SYSCALL_INFO_ENTRY;
}

/* A signal-delivery-stop: fetch the siginfo, and repair that of signals we sent. Its tag. */
static uint64_t decode_signal(pid_t tid, struct vpt_machine_stop *stop)
{
	uint64_t tag;

	if (ptrace(PTRACE_GETSIGINFO, tid, 0, &stop->info))
		stop->info.si_signo = stop->signr;
	tag = mark_tag(&stop->info);
	if (unmark_sigchld(&stop->info))
		ptrace(PTRACE_SETSIGINFO, tid, 0, &stop->info);
	return tag;
}

/* The status of a seized task, as ptrace(2) lays it out. */
static uint64_t decode_stop(struct linux_task *task, int code,
			    struct vpt_machine_stop *stop)
{
	int event = code >> 8, sig = code & 0x7f;
	pid_t tid = task->tid;

	if (event == PTRACE_EVENT_STOP) {
		stop->kind = sig == SIGTRAP ? VPT_STOP_TRAP : VPT_STOP_GROUP;
		stop->signr = sig;
	} else if (event) {
		stop->kind = VPT_STOP_EVENT;
		stop->event = event;
		stop->msg = event_message(tid);
	} else if (code == (SIGTRAP | 0x80)) {
		stop->kind = is_at_entry(task) ? VPT_STOP_SYSCALL_ENTRY
					       : VPT_STOP_SYSCALL_EXIT;
	} else {
		stop->kind = VPT_STOP_SIGNAL;
		stop->signr = sig;
		return decode_signal(tid, stop);
	}
	return 0;
}

/* By whose rights the kernel goes is inherited: see linux_seize_as(). */
static void copy_rights(struct linux_task *to, const struct linux_task *from)
{
	if (!to)
		return;
	to->strong = from->strong;
	to->outranked = from->outranked;
}

/* exec by a thread that is not the leader: its former id is gone without an exit. */
static void handle_exec(struct linux_host *host, pid_t tid)
{
	pid_t former = (pid_t)event_message(tid);
	struct linux_task *task;

	if (former == tid)
		return;
	linux_guard_renamed(host, former, tid);
	HASH_FIND_INT(host->tasks, &former, task);
	if (task) {
		copy_rights(linux_task_get(host, tid), task);
		linux_task_forget(host, task);
	}
	host->client->renamed(host->arg, former, tid);
}

/* What a stop means for those who look on: park.c, position.c. */
static enum linux_park_stop park_stop(const siginfo_t *wait)
{
	int code = wait->si_status;

	if (code == (SIGTRAP | PTRACE_EVENT_STOP << 8))
		return PARK_STOP_TRAP;
	if (code != (SIGTRAP | 0x80))
		return PARK_STOP_OTHER;
	return event_message(wait->si_pid) == PTRACE_EVENTMSG_SYSCALL_ENTRY
		       ? PARK_STOP_ENTRY
		       : PARK_STOP_EXIT;
}

/* A stop that only they wanted. */
static bool is_unseen(struct linux_host *host, struct linux_task *task,
		      const siginfo_t *wait)
{
	bool parks = task->park || task->at_our_entry;
	enum linux_park_stop stop;

	if (!parks && !task->position.calls)
		return false;
	stop = park_stop(wait);
	return linux_position_stopped(host, task, stop) ||
	       (parks && linux_park_stopped(host, task, stop));
}

/* Such a stop makes an interrupt void, as any does. A kick has served its end: the thread has left
 * its call, and what comes next is told. But the tracing system still waits for its trap. */
static void after_unseen(struct linux_host *host, struct linux_task *task,
			 bool interrupted)
{
	task->kicked &= task->park != PARK_NONE;
	if (interrupted && vpt_is_tracee(host->vpt, task->tid))
		task->interrupted = ptrace(PTRACE_INTERRUPT, task->tid, 0, 0) == 0;
}

static bool is_birth(int event)
{
	return event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK ||
	       event == PTRACE_EVENT_CLONE;
}

/* A program with more rights than the user's: see linux_seize_as(). */
static void drop_weak_tracers(struct linux_host *host, pid_t tid)
{
	struct linux_task *task;

	HASH_FIND_INT(host->tasks, &tid, task);
	if (task && task->outranked && linux_has_gained(tid))
		vpt_recheck_access(host->vpt, tid);
}

/* At the exit from a call: is it perhaps interrupted, and will begin anew? */
static bool may_restart(const struct linux_task *task)
{
	return task->syscall_info_size == 0 ||
	       task->syscall_info.exit.rval == -ERESTARTSYS;
}

/* Is this stop for a signal the first that tracers hear of an interrupted call's end? Race: the
 * exit that an interrupt of ours has caused is hidden, and before the call could begin anew the
 * signal has come. */
static bool is_first_word(struct linux_host *host, const struct linux_task *task,
			  const struct vpt_machine_stop *stop)
{
	return stop->kind == VPT_STOP_SIGNAL &&
	       (!task->exit_shown || vpt_exit_is_hidden(host->vpt, task->tid));
}

static void handle_stop(struct linux_host *host, const siginfo_t *wait,
			const struct rusage *ru)
{
	struct linux_task *task = linux_task_get(host, wait->si_pid);
	struct vpt_machine_stop stop;
	bool interrupted;
	uint64_t tag;

	if (!task)
		return;
	if (wait->si_status == (SIGTRAP | PTRACE_EVENT_EXEC << 8))
		handle_exec(host, task->tid);
	interrupted = task->interrupted;
	if (interrupted)
		host->client->left(host->arg, task->tid);
	task->interrupted = task->dying = false;
	if (is_unseen(host, task, wait)) {
		after_unseen(host, task, interrupted);
		return;
	}
	if (task->kicked) {
		linux_kick_stopped(host, task, wait->si_status);
		return;
	}
	if (task->guarded) {
		linux_guard_stopped(host, task, wait->si_status);
		return;
	}
	task->ru = *ru;
	memset(&stop, 0, offsetof(struct vpt_machine_stop, info));
	stop.uid = wait->si_uid;
	tag = decode_stop(task, wait->si_status, &stop);
	if ((stop.kind == VPT_STOP_SYSCALL_EXIT || is_first_word(host, task, &stop)) &&
	    host->client->stopped(host->arg, wait->si_pid))
		task->syscall_info_size = 0;
	if (stop.kind == VPT_STOP_SIGNAL)
		linux_restart_call(host, task->tid);
	stop.unseen = stop.kind == VPT_STOP_SYSCALL_EXIT && task->again == AGAIN_NONE &&
		      linux_again(task);
	if (task->again == AGAIN_BEGUN && stop.kind != VPT_STOP_SYSCALL_ENTRY)
		linux_again_over(host, task);
	task->exit_shown = stop.kind == VPT_STOP_SYSCALL_EXIT && may_restart(task);
	if (stop.kind == VPT_STOP_EVENT && is_birth(stop.event)) {
		copy_rights(linux_task_get(host, (pid_t)stop.msg),
			    task); /* as op_seize() */
		host->client->born(host->arg, wait->si_pid, (pid_t)stop.msg);
	}
	if (stop.kind == VPT_STOP_EVENT && stop.event == PTRACE_EVENT_EXEC)
		linux_memory_forget(host, wait->si_pid);
	vpt_machine_stopped(host->vpt, wait->si_pid, &stop, tag);
	if (stop.kind == VPT_STOP_EVENT && stop.event == PTRACE_EVENT_EXEC)
		drop_weak_tracers(host, wait->si_pid);
}

static int exit_status(const siginfo_t *wait)
{
	switch (wait->si_code) {
	case CLD_EXITED:
		return (wait->si_status & 0xff) << 8;
	case CLD_DUMPED:
		return wait->si_status | 0x80;
	default:
		return wait->si_status;
	}
}

/* A task has died. A tracee is kept as a zombie until the tracing system reaps it. */
static void handle_exit(struct linux_host *host, const siginfo_t *wait,
			const struct rusage *ru)
{
	pid_t tid = wait->si_pid;
	struct linux_task *task;

	HASH_FIND_INT(host->tasks, &tid, task);
	if (task && task->interrupted)
		host->client->left(host->arg, tid);
	if ((task && (task->kicked || task->guarded)) ||
	    (!task && !vpt_is_tracee(host->vpt, tid) && getpgid(tid) == host->self)) {
		if (task)
			linux_task_forget(host, task);
		waitpid(tid, NULL, __WALL | WNOHANG);
		host->client->child_exited(host->arg, tid);
		return;
	}
	task = linux_task_get(host, tid);
	if (!task)
		return;
	task->ru = *ru;
	task->zombie = true;
	host->zombies++;
	host->client->died(host->arg, tid);
	vpt_machine_exited(host->vpt, tid, exit_status(wait), wait->si_uid);
}

/* Race: the oldest zombie, which its tracers have not reaped yet, hides younger ones and the
 * stops of younger tasks from waitid(P_ALL). Look at each task then. */
static bool next_behind_zombies(struct linux_host *host, siginfo_t *info)
{
	struct linux_task *task, *next;

	HASH_ITER(hh, host->tasks, task, next)
		if (!task->zombie &&
		    raw_waitid(P_PID, task->tid, info, WSTOPPED | WEXITED | WNOWAIT,
			       NULL) == 0 &&
		    info->si_pid)
			return true;
	return false;
}

/* Something that has happened to a task, without taking it. */
static bool next_event(struct linux_host *host, siginfo_t *info)
{
	struct linux_task *task;

	if (raw_waitid(P_ALL, 0, info, WSTOPPED | WEXITED | WNOWAIT, NULL) ||
	    !info->si_pid)
		return false;
	HASH_FIND_INT(host->tasks, &info->si_pid, task);
	return !task || !task->zombie || next_behind_zombies(host, info);
}

/* Has the kernel attached this task to us, and we have not seen it stop yet? */
bool linux_is_unborn(struct linux_host *host, pid_t tid)
{
	siginfo_t info;

	return !vpt_is_tracee(host->vpt, tid) &&
	       raw_waitid(P_PID, tid, &info, WSTOPPED | WEXITED | WNOWAIT, NULL) == 0;
}

/* SIGNAL_STOP_CONTINUED of a tracee's group. Race: a wait for that finds a stop as well, and
 * the one that collects takes what has come since the other looked; linux_host_poll() sees
 * to it. */
bool linux_continued(void *arg, pid_t tid, bool collect)
{
	struct linux_host *host = arg;
	struct linux_stop stop;

	if (collect && host->early.info.si_pid)
		return false; /* there is room for one; then it is reported again */
	if (raw_waitid(P_PID, tid, &stop.info, WCONTINUED | (collect ? 0 : WNOWAIT),
		       &stop.ru) ||
	    !stop.info.si_pid)
		return false;
	if (stop.info.si_code == CLD_CONTINUED)
		return true;
	if (collect) {
		host->early = stop;
		host->stop_due = true;
	}
	return false;
}

static bool is_stop(const siginfo_t *info)
{
	return info->si_code == CLD_TRAPPED || info->si_code == CLD_STOPPED;
}

/* Take a stop of this task, and tell the tracing system. */
static void take_stop(struct linux_host *host, pid_t tid)
{
	siginfo_t info;
	struct rusage ru;

	if (raw_waitid(P_PID, tid, &info, WSTOPPED, &ru) == 0 && info.si_pid)
		handle_stop(host, &info, &ru);
}

/* Tell of its death, if it has died; without reaping. */
static void take_exit(struct linux_host *host, pid_t tid)
{
	struct linux_task *task;
	struct rusage ru;
	siginfo_t info;

	HASH_FIND_INT(host->tasks, &tid, task);
	if (!(task && task->zombie) &&
	    raw_waitid(P_PID, tid, &info, WEXITED | WNOWAIT, &ru) == 0 && info.si_pid &&
	    !is_stop(&info))
		handle_exit(host, &info, &ru);
}

/* All that has happened to any task. */
static void look_at_all(struct linux_host *host)
{
	siginfo_t info;

	while (next_event(host, &info))
		if (is_stop(&info))
			take_stop(host, info.si_pid);
		else
			take_exit(host, info.si_pid);
}

int64_t linux_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ll + ts.tv_nsec;
}

/* Tell the tracing system what has happened. SIGCHLD names a task, and says by its si_code what
 * it has done (0: there was no signal). What came while it was pending is found by looking at
 * all, which the kernel makes cost the more the more tasks there are: with many, that has to
 * wait until it does not slow down the others. */
void linux_host_poll(struct linux_host *host, pid_t tid, int code)
{
	bool few = HASH_COUNT(host->tasks) <= FEW_TASKS;
	int64_t begin = few ? 0 : linux_now_ns();

	if (host->early.info.si_pid)
		handle_stop(host, &host->early.info, &host->early.ru);
	host->early.info.si_pid = 0;
	if (code == CLD_TRAPPED || code == CLD_STOPPED)
		take_stop(host, tid);
	else if (tid)
		take_exit(host, tid);
	linux_leader_signalled(host, tid, code);
	linux_look_at_leaders(host);
	if (!few && !host->stop_due && begin < host->look_at) {
		host->look_due = true;
		return;
	}
	host->stop_due = host->look_due = false;
	look_at_all(host);
	if (!few)
		host->look_at = linux_now_ns() + LOOK_SHARE * (linux_now_ns() - begin);
}
