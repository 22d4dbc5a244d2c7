/* SPDX-License-Identifier: MIT
 * machine.c: the operations of the live host. The kernel's ptrace is to the tracing system
 * what VT-x is to a hypervisor.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/ptrace_abi.h"
#include "host.h"
#include "marks.h"

/* The system call itself: glibc's wrapper changes the PEEK requests. */
static long raw_ptrace(long request, pid_t tid, unsigned long addr, unsigned long data)
{
	long rc = syscall(SYS_ptrace, request, tid, addr, data);

	return rc < 0 ? -errno : rc;
}

/* A register of a stopped task. It may have been killed meanwhile, which its death tells. */
void linux_set_reg(pid_t tid, size_t reg, long value)
{
	raw_ptrace(PTRACE_POKEUSER, tid, reg, (unsigned long)value);
}

struct linux_task *linux_task_get(struct linux_host *host, pid_t tid)
{
	struct linux_task *task;

	HASH_FIND_INT(host->tasks, &tid, task);
	if (task)
		return task;
	task = calloc(1, sizeof(*task));
	if (!task)
		return NULL;
	task->tid = tid;
	HASH_ADD_INT(host->tasks, tid, task);
	return task;
}

void linux_task_forget(struct linux_host *host, struct linux_task *task)
{
	if (task->zombie)
		host->zombies--;
	linux_park_forget(host, task);
	linux_again_forget(host, task);
	linux_memory_forget(host, task->tid);
	/* exec by another thread, and death, too, end a call that was to be left */
	if (task->interrupted)
		host->client->left(host->arg, task->tid);
	HASH_DEL(host->tasks, task);
	free(task);
}

static struct linux_task *find(struct linux_host *host, pid_t tid)
{
	struct linux_task *task;

	HASH_FIND_INT(host->tasks, &tid, task);
	return task;
}

/* Will its end, and an exec of its, be told? */
bool linux_controls(struct linux_host *host, pid_t tid)
{
	struct linux_task *task = find(host, tid);

	return task && !task->zombie && (task->guarded || vpt_is_tracee(host->vpt, tid));
}

/* What is known of the task's stop holds no more. */
void linux_task_changed(struct linux_host *host, pid_t tid)
{
	struct linux_task *task = find(host, tid);

	if (task)
		task->syscall_info_size = 0;
}

static void forget(struct linux_host *host, pid_t tid)
{
	struct linux_task *task = find(host, tid);

	if (task)
		linux_task_forget(host, task);
}

static pid_t op_getpgid(void *host, pid_t pid)
{
	(void)host;
	return getpgid(pid);
}

static bool op_exists(void *host, pid_t tid)
{
	(void)host;
	return kill(tid, 0) == 0 || errno == EPERM;
}

/* Does a tracee that is kept as a zombie belong to that process? */
static bool zombie_of(struct linux_host *host, pid_t tgid)
{
	struct linux_task *task, *next;
	struct proc_status status;

	if (host->zombies)
		HASH_ITER(hh, host->tasks, task, next)
			if (task->zombie && task->tid != tgid &&
			    proc_status(task->tid, &status) == 0 && status.tgid == tgid)
				return true;
	return false;
}

/*
 * An exec waits, with cred_guard_mutex held, until the last other thread has been reaped,
 * and an attach to its process waits for the mutex. If it is us who keep that thread for a
 * tracer that has not reaped it, the attach would never end, and the session stand still.
 */
static bool exec_waits_for_reaping(struct linux_host *host, pid_t tid)
{
	struct proc_status status;

	return host->zombies && proc_status(tid, &status) == 0 &&
	       zombie_of(host, status.tgid) &&
	       linux_for_each_thread(status.tgid, linux_is_in_exec, NULL);
}

/* Has the task stopped, and we have not looked? */
static bool has_stop(pid_t tid)
{
	siginfo_t info = { .si_pid = 0 };

	return waitid(P_PID, (id_t)tid, &info, WSTOPPED | WNOHANG | WNOWAIT | __WALL) ==
		       0 &&
	       info.si_pid == tid;
}

static int op_seize(void *arg, pid_t tid, unsigned long options, pid_t by)
{
	struct linux_host *host = arg;
	struct linux_task *task = find(host, tid);
	unsigned followed = task ? task->position.calls : 0;
	long rc = 0;

	if (task && task->guarded)
		rc = linux_guard_finish(host, task);
	else if (task && task->kicked)
		linux_kick_finish(host, task);
	if (rc)
		return (int)rc;
	if (exec_waits_for_reaping(host, tid))
		return -EAGAIN;
	rc = linux_seize_as(host, tid, options, by);
	if (rc)
		return (int)rc;
	/* Race: it may die before its first stop, behind a zombie (events.c) */
	task = linux_task_get(host, tid);
	if (task)
		task->position.calls = followed;
	/* A task in group-stop has trapped when SEIZE returns: ptrace_attach() waits for it */
	rc = has_stop(tid);
	host->stop_due |= rc;
	return (int)rc;
}

static int op_set_options(void *host, pid_t tid, unsigned long options)
{
	(void)host;
	return (int)raw_ptrace(PTRACE_SETOPTIONS, tid, 0, options);
}

static int op_interrupt(void *arg, pid_t tid)
{
	struct linux_host *host = arg;
	struct linux_task *task = linux_task_get(host, tid);
	long rc;

	if (task && linux_is_before_reported_call(task))
		return -EBUSY;
	rc = raw_ptrace(PTRACE_INTERRUPT, tid, 0, 0);
	if (rc || !task)
		return (int)rc;
	task->interrupted = true;
	host->client->interrupted(host->arg, tid);
	return 0;
}

/* Wait for the stop, which is told later, of a task that has been told to stop and does so soon,
 * since it does not sleep. Race: it is killed instead; for its death nobody can wait here, since
 * that may come only when its threads are reaped. So there is a limit, which a busy machine
 * must not reach. By the clock, since other signals end a wait, too. */
void linux_await_stop(struct linux_host *host, pid_t tid, unsigned limit_ms)
{
	static const struct timespec nap = { .tv_nsec = 20 * 1000 * 1000 };
	int64_t until = linux_now_ns() + limit_ms * 1000000ll;
	sigset_t sigchld;

	sigemptyset(&sigchld);
	sigaddset(&sigchld, SIGCHLD);
	while (!has_stop(tid) && linux_now_ns() < until)
		sigtimedwait(&sigchld, NULL, &nap);
	host->stop_due = true; /* the signal has been taken */
}

/* One that listens stops again as soon as it runs. */
static void op_await_stop(void *host, pid_t tid)
{
	linux_await_stop(host, tid, 200);
}

static int op_resume(void *arg, pid_t tid, enum vpt_resume how, int sig)
{
	struct linux_host *host = arg;
	struct linux_task *task = find(host, tid);
	static const long requests[] = {
		[VPT_RESUME_CONT] = PTRACE_CONT,
		[VPT_RESUME_SYSCALL] = PTRACE_SYSCALL,
		[VPT_RESUME_STEP] = PTRACE_SINGLESTEP,
		[VPT_RESUME_BLOCK] = PTRACE_SINGLEBLOCK,
		[VPT_RESUME_LISTEN] = PTRACE_LISTEN,
		[VPT_RESUME_SYSEMU] = PTRACE_SYSEMU,
	};

	if (task)
		task->syscall_info_size = 0;
	if (task && task->park == PARK_COMING)
		how = linux_park_resume(host, task, how, sig);
	if (task && task->again)
		how = linux_again_resume(host, task, how, sig);
	if (task && task->position.calls)
		how = linux_position_resume(host, task, how);
	return (int)raw_ptrace(requests[how], tid, 0, (unsigned long)sig);
}

static int op_detach(void *arg, pid_t tid, int sig)
{
	struct linux_host *host = arg;
	struct linux_task *task = find(host, tid);
	long rc;

	if (task) {
		linux_again_over(host, task);
		linux_task_forget(host, task);
	}
	rc = raw_ptrace(PTRACE_DETACH, tid, 0, (unsigned long)sig);
	if (!rc)
		host->client->released(host->arg, tid);
	return (int)rc;
}

static bool op_parent_waits(void *arg, pid_t tgid)
{
	struct linux_host *host = arg;

	return host->client->parent_waits(host->arg, tgid);
}

static int op_reap(void *host, pid_t tid)
{
	forget(host, tid);
	return waitpid(tid, NULL, __WALL | WNOHANG) == tid ? 0 : -ESRCH;
}

static pid_t tgid_of(struct linux_host *host, pid_t tid)
{
	struct linux_task *task = linux_task_get(host, tid);
	struct vpt_identity id;

	if (task && task->tgid)
		return task->tgid;
	if (linux_identify(host, tid, &id))
		return 0;
	if (task)
		task->tgid = id.tgid;
	return id.tgid;
}

static int op_send_signal(void *host, pid_t tid, int sig, uint64_t tag)
{
	siginfo_t info;

	mark_tagged(&info, sig, tag);
	if (syscall(SYS_rt_tgsigqueueinfo, tgid_of(host, tid), tid, sig, &info))
		return -errno;
	return 0;
}

static int op_kill(void *host, pid_t tid)
{
	pid_t tgid = tgid_of(host, tid);

	return tgid > 0 && kill(tgid, SIGKILL) == 0 ? 0 : -ESRCH;
}

/* A task in a session has one filter more than it knows of, and it is the oldest. */
static unsigned long skip_ours(unsigned long offset)
{
	return offset + 1 ? offset + 1
			  : offset; /* not back to ours: there is none so far */
}

/* Without a filter of its own the task is not in filter mode, which comes first. */
static long no_such_filter(pid_t tid)
{
	return raw_ptrace(PTRACE_SECCOMP_GET_FILTER, tid, skip_ours(0), 0) == -ENOENT
		       ? -EINVAL
		       : -ENOENT;
}

static long get_filter(pid_t tid, unsigned long offset, void *data)
{
	long rc = raw_ptrace(PTRACE_SECCOMP_GET_FILTER, tid, skip_ours(offset),
			     (unsigned long)data);

	return rc == -ENOENT ? no_such_filter(tid) : rc;
}

static long get_metadata(pid_t tid, unsigned long size, struct seccomp_metadata *md)
{
	uint64_t offset = md->filter_off;
	long rc;

	md->filter_off = skip_ours(offset);
	rc = raw_ptrace(PTRACE_SECCOMP_GET_METADATA, tid, size, (unsigned long)md);
	md->filter_off = offset;
	return rc == -ENOENT ? no_such_filter(tid) : rc;
}

/* Ours forbids nothing. */
static long op_hidden_filter(void *host, unsigned long index, void *program)
{
	static const struct sock_filter allow =
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);

	(void)host;
	if (index > 0)
		return -ENOENT;
	if (program)
		memcpy(program, &allow, sizeof(allow));
	return 1;
}

static long get_syscall_info(struct linux_host *host, pid_t tid, size_t size, void *data)
{
	struct linux_task *task = find(host, tid);
	int known = task ? task->syscall_info_size : 0;

	if (!known || size < sizeof(task->syscall_info))
		return raw_ptrace(PTRACE_GET_SYSCALL_INFO, tid, size,
				  (unsigned long)data);
	memcpy(data, &task->syscall_info, sizeof(task->syscall_info));
	return known;
}

static bool changes_nothing(long request)
{
	switch (request) {
	case PTRACE_PEEKTEXT:
	case PTRACE_PEEKDATA:
	case PTRACE_PEEKUSER:
	case PTRACE_GETREGS:
	case PTRACE_GETFPREGS:
	case PTRACE_GETREGSET:
	case PTRACE_GETSIGINFO:
	case PTRACE_GETSIGMASK:
	case PTRACE_GETEVENTMSG:
		return true;
	default:
		return false;
	}
}

/* Pending signals, as we know those that we have sent. */
static long peek_siginfo(struct linux_host *host, pid_t tid, unsigned long args,
			 siginfo_t *infos)
{
	long n = raw_ptrace(PTRACE_PEEKSIGINFO, tid, args, (unsigned long)infos), i;
	uint64_t tag;

	for (i = 0; i < n; i++) {
		tag = mark_tag(&infos[i]);
		if (tag)
			vpt_sent_info(host->vpt, tid, tag, &infos[i]);
		else
			unmark_sigchld(&infos[i]);
	}
	return n;
}

static long op_request(void *host, pid_t tid, long request, unsigned long addr,
		       void *data)
{
	if (request == PTRACE_GET_SYSCALL_INFO)
		return get_syscall_info(host, tid, addr, data);
	if (!changes_nothing(request))
		linux_task_changed(host, tid);
	switch (request) {
	case PTRACE_PEEKSIGINFO:
		return peek_siginfo(host, tid, addr, data);
	case PTRACE_SECCOMP_GET_FILTER:
		return get_filter(tid, addr, data);
	case PTRACE_SECCOMP_GET_METADATA:
		return get_metadata(tid, addr, data);
	default:
		return raw_ptrace(request, tid, addr, (unsigned long)data);
	}
}

static int op_copy_from_user(void *host, pid_t caller, unsigned long addr, void *buf,
			     size_t len)
{
	struct iovec local = { buf, len }, remote = { (void *)addr, len };

	(void)host;
	return process_vm_readv(caller, &local, 1, &remote, 1, 0) == (ssize_t)len
		       ? 0
		       : -EFAULT;
}

static int op_copy_to_user(void *host, pid_t caller, unsigned long addr, const void *buf,
			   size_t len)
{
	struct iovec local = { (void *)buf, len }, remote = { (void *)addr, len };

	(void)host;
	return process_vm_writev(caller, &local, 1, &remote, 1, 0) == (ssize_t)len
		       ? 0
		       : -EFAULT;
}

static void op_notify(void *arg, const struct vpt_notice *notice)
{
	struct linux_host *host = arg;

	host->client->notify(host->arg, notice);
}

static void op_new_tracee(void *arg, pid_t tracer_tgid, pid_t tracer, pid_t tracee)
{
	struct linux_host *host = arg;

	host->client->new_tracee(host->arg, tracer_tgid, tracer, tracee);
}

static void op_last_tracee_gone(void *arg, pid_t tracer_tgid)
{
	struct linux_host *host = arg;

	host->client->last_tracee_gone(host->arg, tracer_tgid);
}

static void op_planting(void *arg, pid_t tracer_tgid, unsigned long addr)
{
	struct linux_host *host = arg;

	host->client->planting(host->arg, tracer_tgid, addr);
}

static void op_rusage(void *host, pid_t tid, struct rusage *out)
{
	struct linux_task *task = find(host, tid);

	if (task)
		*out = task->ru;
	else
		memset(out, 0, sizeof(*out));
}

const struct vpt_host_ops linux_host_ops = {
	.identify = linux_identify,
	.real_parent = linux_real_parent,
	.exit_signal = linux_exit_signal,
	.continued = linux_continued,
	.getpgid = op_getpgid,
	.pid_nr = linux_pid_nr,
	.find_pid = linux_find_pid,
	.exists = op_exists,
	.may_access = linux_may_access,
	.seccomp_privileged = linux_seccomp_privileged,
	.hidden_filter = op_hidden_filter,
	.seize = op_seize,
	.set_options = op_set_options,
	.interrupt = op_interrupt,
	.await_stop = op_await_stop,
	.resume = op_resume,
	.detach = op_detach,
	.parent_waits = op_parent_waits,
	.reap = op_reap,
	.send_signal = op_send_signal,
	.kill = op_kill,
	.request = op_request,
	.compat_request = linux_compat_request,
	.read_memory = linux_read_memory,
	.write_memory = linux_write_memory,
	.is_code = linux_is_code,
	.planting = op_planting,
	.copy_from_user = op_copy_from_user,
	.copy_to_user = op_copy_to_user,
	.notify = op_notify,
	.new_tracee = op_new_tracee,
	.last_tracee_gone = op_last_tracee_gone,
	.rusage = op_rusage,
};

int linux_host_init(struct linux_host *host, const struct linux_host_client *client,
		    void *arg)
{
	struct proc_status status;
	char buffer[16];

	memset(host, 0, sizeof(*host));
	host->client = client;
	host->arg = arg;
	host->self = getpid();
	if (proc_status(host->self, &status))
		return -ESRCH;
	host->ids = status;
	host->privileged = status.cap_effective != 0;
	if (proc_read(buffer, sizeof(buffer), "/proc/sys/kernel/yama/ptrace_scope") > 0)
		host->yama_scope = atoi(buffer);
	host->vpt = vpt_new(&linux_host_ops, host);
	return host->vpt ? 0 : -ENOMEM;
}

void linux_host_fini(struct linux_host *host)
{
	struct linux_task *task, *next;

	HASH_ITER(hh, host->tasks, task, next)
		linux_task_forget(host, task);
	linux_memory_forget(host, host->memory.tid);
	linux_pidns_fini(host);
	vpt_free(host->vpt);
}
