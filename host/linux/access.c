/* SPDX-License-Identifier: MIT
 * access.c: who may trace whom: the kernel's __ptrace_may_access(), asked for a caller that
 * is weaker than we are.
 */
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"

static bool same_user_namespace(pid_t a, pid_t b)
{
	char path[48];
	struct stat sa, sb;

	snprintf(path, sizeof(path), "/proc/%d/ns/user", a);
	if (stat(path, &sa))
		return false;
	snprintf(path, sizeof(path), "/proc/%d/ns/user", b);
	if (stat(path, &sb))
		return false;
	return sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
}

static bool has_cap(uint64_t set, int cap)
{
	return set & (1ull << cap);
}

/* A capability counts in the target's user namespace. One held in our own namespace, the
 * ancestor of all in the session, counts everywhere; one held in another namespace counts
 * there. */
static bool capable_over(const struct proc_status *caller, pid_t caller_tid, pid_t target)
{
	return has_cap(caller->cap_effective, CAP_SYS_PTRACE) &&
	       (same_user_namespace(caller_tid, target) ||
		same_user_namespace(caller_tid, getpid()));
}

/* /proc/PID belongs to root when the process is not dumpable: task_dump_owner(). */
static bool dumpable(pid_t target, const struct proc_status *status)
{
	char path[32];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d/mem", target);
	return stat(path, &st) == 0 && st.st_uid == status->uid[1];
}

static bool is_descendant(pid_t tid, pid_t ancestor_tgid)
{
	struct proc_status status;

	while (tid > 1 && proc_status(tid, &status) == 0) {
		if (status.tgid == ancestor_tgid)
			return true;
		tid = status.ppid;
	}
	return false;
}

/* security/yama: a restricted scope asks for kinship or for the capability. */
static bool yama_allows(const struct linux_host *host, const struct proc_status *caller,
			pid_t target, bool capable)
{
	switch (host->yama_scope) {
	case 0:
		return true;
	case 1:
		return capable || is_descendant(target, caller->tgid);
	case 2:
		return capable;
	default:
		return false;
	}
}

static bool same_ids(const unsigned caller, const unsigned target[4])
{
	return caller == target[1] && caller == target[2] && caller == target[0];
}

/* By whose rights the kernel goes when the task executes a privileged program was settled when
 * it was seized. */
static void note_weak_tracer(struct linux_host *host, pid_t target)
{
	struct linux_task *task;

	HASH_FIND_INT(host->tasks, &target, task);
	if (task && task->strong)
		task->outranked = true;
}

/* Has the program that the task executes more rights than its user? */
bool linux_has_gained(pid_t tid)
{
	struct proc_status status;

	return proc_status(tid, &status) || status.uid[1] != status.uid[0] ||
	       status.gid[1] != status.gid[0] ||
	       (status.uid[1] != 0 && status.cap_permitted);
}

int linux_may_access(void *arg, pid_t caller_tid, pid_t target_tid)
{
	struct linux_host *host = arg;
	struct proc_status caller, target;
	bool capable;

	if (!host->client->may_be_traced(host->arg, target_tid))
		return -EPERM;
	if (proc_status(caller_tid, &caller) || proc_status(target_tid, &target))
		return -EPERM;
	capable = capable_over(&caller, caller_tid, target_tid);
	if (!capable) {
		/* PTRACE_MODE_REALCREDS: the caller's real ids */
		if (!same_ids(caller.uid[0], target.uid) ||
		    !same_ids(caller.gid[0], target.gid) ||
		    !dumpable(target_tid, &target))
			return -EPERM;
		/* cap_ptrace_access_check(): not over one that can do more */
		if (target.cap_permitted & ~caller.cap_permitted)
			return -EPERM;
	}
	/* Of a supervisor that is no stronger than its callers the kernel asks this itself,
	 * and knows of PR_SET_PTRACER. */
	if (!host->privileged)
		return 0;
	if (!capable)
		note_weak_tracer(host, target_tid);
	return yama_allows(host, &caller, target_tid, capable) ? 0 : -EPERM;
}

/* Do without CAP_SYS_PTRACE, or have it again. */
static int keep_capability(bool keep)
{
	struct __user_cap_header_struct header = { .version =
							   _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[2];

	if (syscall(SYS_capget, &header, sets))
		return -errno;
	if (keep)
		sets[0].effective |= 1u << CAP_SYS_PTRACE;
	else
		sets[0].effective &= ~(1u << CAP_SYS_PTRACE);
	return syscall(SYS_capset, &header, sets) ? -errno : 0;
}

static int seize(pid_t tid, unsigned long options)
{
	return ptrace(PTRACE_SEIZE, tid, 0, options) ? -errno : 0;
}

/* With our own rights. */
static int seize_strongly(struct linux_host *host, pid_t tid, unsigned long options,
			  bool outranked)
{
	int rc = seize(tid, options);
	struct linux_task *task = rc ? NULL : linux_task_get(host, tid);

	if (task) {
		task->strong = host->privileged;
		task->outranked = host->privileged && outranked;
	}
	return rc;
}

/* Seize a task with the rights of `by`, which are what the kernel goes by from then on
 * (ptracer_capable()): a tracer that lacks CAP_SYS_PTRACE must not see its tracee become a
 * privileged program. Only our real ids change, so nobody gains power over us meanwhile.
 * Under Yama, to whom we are no relative, it cannot be done; then, and if a stronger tracer was
 * there before, a weak one loses a tracee that becomes privileged (linux_has_gained()). */
int linux_seize_as(struct linux_host *host, pid_t tid, unsigned long options, pid_t by)
{
	struct proc_status caller;
	bool weak;
	int rc;

	if (!host->privileged || proc_status(by, &caller))
		return seize(tid, options);
	weak = !has_cap(caller.cap_effective, CAP_SYS_PTRACE);
	if (!weak || host->yama_scope)
		return seize_strongly(host, tid, options, weak);
	if (syscall(SYS_setresgid, caller.gid[0], -1, -1))
		return seize_strongly(host, tid, options, weak); /* not so privileged */
	rc = syscall(SYS_setresuid, caller.uid[0], -1, -1) ? -errno : 0;
	if (!rc)
		rc = keep_capability(false);
	if (!rc)
		rc = seize(tid, options);
	keep_capability(true);
	syscall(SYS_setresuid, host->ids.uid[0], -1, -1);
	syscall(SYS_setresgid, host->ids.gid[0], -1, -1);
	return rc;
}

/* The kernel wants the capability, and a caller that has no filter. One filter, the session's,
 * it does not know of. */
bool linux_seccomp_privileged(void *arg, pid_t caller)
{
	struct proc_status status;

	(void)arg;
	return proc_status(caller, &status) == 0 && status.seccomp_filters <= 1 &&
	       has_cap(status.cap_effective, CAP_SYS_ADMIN);
}
