/* SPDX-License-Identifier: MIT
 * guard.c: keep an eye on a tracer that nobody traces, so that no signal makes its ptrace
 * calls fail.
 *
 * Signals do not interrupt ptrace(2), but they do interrupt a seccomp notification that has
 * not been received yet. The call then begins anew, or, if the signal's handler was installed
 * without SA_RESTART, fails with EINTR. Only a tracer of the caller's can change that, so a
 * tracer's thread is seized: at each signal it stops for us, and if its call was ptrace, or
 * another one that is reported and never interrupted, we have it begin anew in any case.
 * Nothing else of it is looked at, but for position.c.
 *
 * A guarded thread is unknown to the tracing system. It is seized all the time, so kicks and
 * parking (kick.c, park.c) use that. When somebody attaches to it, the guard leaves.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/ptrace_abi.h"
#include "host.h"
#include "marks.h"

enum {
	/* how long an attach waits for the guard to leave: it cannot in a vfork that lasts */
	PATIENCE_MS = 1000,
};

static struct linux_task *find(struct linux_host *host, pid_t tid)
{
	struct linux_task *task;

	HASH_FIND_INT(host->tasks, &tid, task);
	return task;
}

/* Guard a thread that has become a tracer. Not possible if somebody outside the session traces
 * it, or the kernel does not let us. */
void linux_guard(struct linux_host *host, pid_t tid)
{
	struct linux_task *task = find(host, tid);

	if (task && task->guarded)
		task->dismissed = false;
	if (task || vpt_is_tracee(host->vpt, tid))
		return;
	if (ptrace(PTRACE_SEIZE, tid, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC))
		return;
	task = linux_task_get(host, tid);
	if (task)
		task->guarded = true;
}

/* The thread is a tracer no more: let it go when it stops next. */
void linux_guard_dismiss(struct linux_host *host, pid_t tid)
{
	struct linux_task *task = find(host, tid);

	if (task && task->guarded)
		task->dismissed = true;
}

bool linux_is_guarded(struct linux_host *host, pid_t tid)
{
	struct linux_task *task = find(host, tid);

	return task && task->guarded;
}

/* Let it go at once, for a call of its own that must come again without us. False if it is not
 * guarded. */
bool linux_guard_leave(struct linux_host *host, pid_t tid)
{
	struct linux_task *task = find(host, tid);

	if (!task || !task->guarded)
		return false;
	task->dismissed = true;
	ptrace(PTRACE_INTERRUPT, tid, 0, 0);
	return true;
}

/* A signal for it: to be delivered as if nobody had looked. */
static int heed_signal(struct linux_host *host, pid_t tid, int sig)
{
	siginfo_t info;

	if (sig == SIGCHLD && !ptrace(PTRACE_GETSIGINFO, tid, 0, &info) &&
	    unmark_sigchld(&info))
		ptrace(PTRACE_SETSIGINFO, tid, 0, &info);
	host->client->stopped(host->arg, tid);
	linux_restart_call(host, tid);
	return sig;
}

/* A guarded thread has stopped: have it go on. */
void linux_guard_stopped(struct linux_host *host, struct linux_task *task, int code)
{
	int event = code >> 8, sig = code & 0x7f;
	long request = PTRACE_CONT;

	if (event == 0 && code != (SIGTRAP | 0x80))
		sig = heed_signal(host, task->tid, sig);
	else if (event == PTRACE_EVENT_STOP && sig != SIGTRAP)
		request = PTRACE_LISTEN; /* a group-stop, which is its parent's affair */
	if (event || code == (SIGTRAP | 0x80))
		sig = 0;
	if (task->dismissed)
		request = PTRACE_DETACH;
	if (request == PTRACE_CONT &&
	    linux_position_resume(host, task, VPT_RESUME_CONT) == VPT_RESUME_SYSCALL)
		request = PTRACE_SYSCALL;
	ptrace(request, task->tid, 0, (long)sig);
	if (task->dismissed)
		linux_task_forget(host, task);
}

/* exec by a thread that is not the leader: it goes on under the leader's number. */
void linux_guard_renamed(struct linux_host *host, pid_t former, pid_t tid)
{
	struct linux_task *task = find(host, former);
	bool guarded = task && task->guarded, dismissed = guarded && task->dismissed;

	if (!guarded)
		return;
	linux_task_forget(host, task);
	task = linux_task_get(host, tid);
	if (!task)
		return;
	task->guarded = true;
	task->dismissed = dismissed;
}

/* Somebody attaches to a guarded thread. Wait until it has stopped and been let go; it takes
 * as long as the thread needs to reach the kernel's signal code. 0 or -EAGAIN. */
int linux_guard_finish(struct linux_host *host, struct linux_task *task)
{
	const struct timespec nap = { .tv_nsec = 1000000 };
	pid_t tid = task->tid, pid;
	int status, i;

	task->dismissed = true;
	if (ptrace(PTRACE_INTERRUPT, tid, 0, 0) == 0)
		host->client->interrupted(host->arg, tid);
	for (i = 0; (pid = waitpid(tid, &status, __WALL | WNOHANG)) == 0; i++) {
		if (i == PATIENCE_MS)
			return -EAGAIN;
		if (i > 0)
			nanosleep(&nap, NULL);
		else
			sched_yield();
	}
	if (pid != tid || !WIFSTOPPED(status)) {
		linux_task_forget(host, task);
		return 0;
	}
	if (task->park == PARK_IN)
		linux_unpark_regs(tid, task->call.nr);
	/* Race: it leaves a call that was turned, which is what it was from now on */
	linux_position_stopped(host, task,
			       status >> 8 == (SIGTRAP | 0x80) ? PARK_STOP_EXIT
							       : PARK_STOP_OTHER);
	linux_guard_stopped(host, task, status >> 8);
	return 0;
}
