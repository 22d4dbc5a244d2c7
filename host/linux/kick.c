/* SPDX-License-Identifier: MIT
 * kick.c: make a thread that is not traced leave the system call it is blocked in, so that
 * the call restarts and can be looked at again.
 *
 * The thread is seized, interrupted, and detached as soon as it has stopped. A restartable
 * call (wait4 and waitid are) then begins anew; the thread notices nothing.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/ptrace_abi.h"
#include "host.h"
#include "i386.h"

/* The system call that a thread is asleep in: -1 for none, RUNNING if it runs. */
enum { RUNNING = -2 };
static long sleeps_in(pid_t tgid, pid_t tid)
{
	char buffer[256];

	if (proc_read(buffer, sizeof(buffer), "/proc/%d/task/%d/syscall", tgid, tid) <= 0)
		return -1;
	if (buffer[0] < '0' || buffer[0] > '9')
		return buffer[0] == 'r' ? RUNNING : -1; /* "running" */
	return atol(buffer);
}

/* The same of one that may be about to enter a call, or have left it just now: one that runs is
 * given a moment to go on. Race: a thread that has been told to stop while it runs may fall
 * asleep in a call that never restarts, which then fails with EINTR for no reason that its
 * program knows. */
enum { MOMENT_NS = 500000 };
static long will_sleep_in(pid_t tgid, pid_t tid)
{
	int64_t until = linux_now_ns() + MOMENT_NS;
	long nr;

	while ((nr = sleeps_in(tgid, tid)) == RUNNING && linux_now_ns() < until)
		sched_yield();
	return nr;
}

bool linux_is_wait_call(long nr, bool compat)
{
	if (!compat)
		return nr == SYS_wait4 || nr == SYS_waitid;
	return nr == I386_WAITPID || nr == I386_WAIT4 || nr == I386_WAITID;
}

static enum linux_doing doing(long nr)
{
	if (nr == RUNNING)
		return LINUX_RUNS;
	/* /proc does not tell the ABI */
	return linux_is_wait_call(nr, false) || linux_is_wait_call(nr, true)
		       ? LINUX_WAITS
		       : LINUX_IS_ELSEWHERE;
}

enum linux_doing linux_doing(pid_t tgid, pid_t tid)
{
	return doing(sleeps_in(tgid, tid));
}

/* Is the thread in a wait, or running and so perhaps about to enter one? */
bool linux_may_be_waiting(pid_t tgid, pid_t tid)
{
	return doing(will_sleep_in(tgid, tid)) != LINUX_IS_ELSEWHERE;
}

/* Is the thread in a call that reads memory, be it of a file? */
bool linux_may_be_reading(pid_t tgid, pid_t tid)
{
	static const long calls[] = { RUNNING,	  SYS_process_vm_readv,	 SYS_pread64,
				      SYS_preadv, SYS_preadv2,		 SYS_read,
				      SYS_readv,  I386_PROCESS_VM_READV, I386_PREAD64 };
	long nr = will_sleep_in(tgid, tid);
	size_t i;

	for (i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		if (nr == calls[i])
			return true;
	return false;
}

/* For linux_for_each_thread(): does the thread sleep in exec? */
bool linux_is_in_exec(void *arg, pid_t tgid, pid_t tid)
{
	long nr = sleeps_in(tgid, tid);

	(void)arg;
	return nr == SYS_execve || nr == SYS_execveat;
}

/* Does the leader of a group wait for signals, or may do so? */
bool linux_is_in_sigtimedwait(pid_t tid)
{
	long nr = sleeps_in(tid, tid);

	return nr == RUNNING || nr == SYS_rt_sigtimedwait || nr == I386_RT_SIGTIMEDWAIT ||
	       nr == I386_RT_SIGTIMEDWAIT_TIME64;
}

/* Has the thread been told to stop, and has not stopped yet? */
bool linux_is_interrupted(struct linux_host *host, pid_t tid)
{
	struct linux_task *task;

	HASH_FIND_INT(host->tasks, &tid, task);
	return task && task->interrupted;
}

/* True if the thread is going to stop, and then to begin its call anew. */
bool linux_kick(struct linux_host *host, pid_t tid)
{
	struct linux_task *task = linux_task_get(host, tid);
	int rc;

	if (!task || task->zombie)
		return false;
	if (task->park == PARK_COMING) /* it need not sleep any more */
		task->park = PARK_NONE;
	rc = vpt_kick(host->vpt, tid);
	if (rc != -ESRCH)
		return rc == 0;
	if (!task->kicked && !task->guarded && ptrace(PTRACE_SEIZE, tid, 0, 0)) {
		linux_task_forget(host, task);
		return false;
	}
	if (!task->kicked || task->park == PARK_IN)
		ptrace(PTRACE_INTERRUPT, tid, 0, 0);
	task->kicked = task->interrupted = true;
	return true;
}

/* A kicked thread has stopped: let it go. Race: a signal or a group-stop may have come before
 * our interrupt; it goes on to what would have happened to it. */
void linux_kick_stopped(struct linux_host *host, struct linux_task *task, int code)
{
	bool signal_stop = (code >> 8) == 0 && !(code & 0x80);

	if (task->guarded) {
		task->kicked = false;
		linux_guard_stopped(host, task, code);
		return;
	}
	ptrace(PTRACE_DETACH, task->tid, 0, (long)(signal_stop ? code & 0x7f : 0));
	linux_task_forget(host, task);
}

/* Race: a tracer attaches to a thread that a kick has not left yet. Wait for its end; it
 * takes as long as the thread needs to reach the kernel's signal code. */
void linux_kick_finish(struct linux_host *host, struct linux_task *task)
{
	int status;
	pid_t pid;

	if (task->park == PARK_IN)
		ptrace(PTRACE_INTERRUPT, task->tid, 0, 0);
	do
		pid = waitpid(task->tid, &status, __WALL);
	while (pid < 0 && errno == EINTR);
	if (pid != task->tid || !WIFSTOPPED(status)) {
		linux_task_forget(host, task);
		return;
	}
	if (task->park == PARK_IN)
		linux_unpark_regs(task->tid, task->call.nr);
	linux_kick_stopped(host, task, status >> 8);
}
