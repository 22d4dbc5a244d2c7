/* SPDX-License-Identifier: MIT
 * identity.c: who a task is, and whose child.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "host.h"

int linux_identify(void *host, pid_t tid, struct vpt_identity *out)
{
	struct proc_status status;

	if (tid <= 0 || proc_status(tid, &status))
		return -ESRCH;
	out->pid_ns = linux_pidns_of(host, tid, status.pidns_level);
	out->tid = tid;
	out->tgid = status.tgid;
	out->uid = status.uid[0];
	out->dead = status.dead;
	return 0;
}

/* A thread that has exited has no memory any more, though its leader's number may last. */
bool linux_has_exited(pid_t tid)
{
	char byte;
	struct iovec local = { &byte, 1 }, remote = { NULL, 1 };

	return process_vm_readv(tid, &local, 1, &remote, 1, 0) < 0 && errno == ESRCH;
}

int linux_exit_signal(void *host, pid_t tid)
{
	struct proc_stat stat;

	(void)host;
	return proc_stat(tid, &stat) ? 0 : stat.exit_signal;
}

struct child_search {
	pid_t parent; /* out: the thread */
	unsigned threads;
	bool (*is_one)(void *arg, pid_t child);
	void *arg;
};

enum { MAX_SEARCHES = 16 };

/* Does a list of children have one that is_one() accepts? */
static bool search_list(const struct child_search *search, const char *list)
{
	char *end;

	for (;; list = end) {
		pid_t child = (pid_t)strtol(list, &end, 10);

		if (end == list)
			return false;
		if (search->is_one(search->arg, child))
			return true;
	}
}

/* Does this thread have a child that is_one() accepts? Race: one child is reaped as it is listed,
 * and the one behind it passed over, get_children_pid(). So it is listed until nothing has
 * changed: a list that lacks one has another that is gone now. */
static bool search_children(void *arg, pid_t tgid, pid_t tid)
{
	struct child_search *search = arg;
	char lists[2][16384];
	int searches = 0;

	lists[0][0] = '\0';
	search->threads++;
	do {
		char *list = lists[++searches % 2];

		if (proc_read(list, sizeof(lists[0]), "/proc/%d/task/%d/children", tgid,
			      tid) <= 0)
			return false;
		if (search_list(search, list)) {
			search->parent = tid;
			return true;
		}
	} while (strcmp(lists[0], lists[1]) != 0 && searches < MAX_SEARCHES);
	return false;
}

static bool is_this_child(void *arg, pid_t child)
{
	return *(pid_t *)arg == child;
}

/* The kernel's real_parent is a thread: the one that forked, or one that inherited the
 * child from it. Race: the parent exits as the children of others are listed. So it is looked for
 * again, unless there is but one thread that it can be. */
int linux_real_parent(void *host, pid_t tid, struct vpt_identity *out)
{
	struct child_search search = { .is_one = is_this_child };
	struct proc_status status;
	int searches = 0;

	do {
		if (proc_status(tid, &status) || status.ppid == 0)
			return -ESRCH;
		search.arg = &status.tgid;
		search.parent = status.ppid;
		search.threads = 0;
	} while (!linux_for_each_thread(status.ppid, search_children, &search) &&
		 search.threads > 1 && ++searches < MAX_SEARCHES);
	return linux_identify(host, search.parent, out) ? -ESRCH : 0;
}

/* Does a process have a child that is_one() accepts? *threaded: it has several threads. */
bool linux_has_child(pid_t tgid, bool (*is_one)(void *arg, pid_t child), void *arg,
		     bool *threaded)
{
	struct child_search search = { .is_one = is_one, .arg = arg };
	bool found = linux_for_each_thread(tgid, search_children, &search);

	*threaded = search.threads > 1;
	return found;
}
