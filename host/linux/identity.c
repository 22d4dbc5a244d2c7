/* SPDX-License-Identifier: MIT
 * identity.c: who a task is, and whose child.
 */
#include <ctype.h>
#include <dirent.h>
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

/* Call `fn` for each thread of a process until it returns true. */
bool linux_for_each_thread(pid_t tgid, bool (*fn)(void *arg, pid_t tgid, pid_t tid),
			   void *arg)
{
	char path[48];
	struct dirent *entry;
	bool stop = false;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", tgid);
	dir = opendir(path);
	if (!dir)
		return false;
	while (!stop && (entry = readdir(dir)))
		if (isdigit((unsigned char)entry->d_name[0]))
			stop = fn(arg, tgid, atoi(entry->d_name));
	closedir(dir);
	return stop;
}

bool linux_for_each_process(bool (*fn)(void *arg, pid_t tgid, pid_t tid), void *arg,
			    bool threads)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	bool stop = false;

	while (dir && !stop && (entry = readdir(dir))) {
		pid_t pid = atoi(entry->d_name);

		if (isdigit((unsigned char)entry->d_name[0]))
			stop = threads ? linux_for_each_thread(pid, fn, arg)
				       : fn(arg, pid, pid);
	}
	if (dir)
		closedir(dir);
	return stop;
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

/* Does this thread have a child that is_one() accepts? */
static bool search_children(void *arg, pid_t tgid, pid_t tid)
{
	struct child_search *search = arg;
	char buffer[16384], *p = buffer, *end;
	ssize_t n =
		proc_read(buffer, sizeof(buffer), "/proc/%d/task/%d/children", tgid, tid);

	search->threads++;
	if (n <= 0)
		return false;
	for (;;) {
		pid_t child = (pid_t)strtol(p, &end, 10);

		if (end == p)
			return false;
		if (search->is_one(search->arg, child)) {
			search->parent = tid;
			return true;
		}
		p = end;
	}
}

static bool is_this_child(void *arg, pid_t child)
{
	return *(pid_t *)arg == child;
}

/* The kernel's real_parent is a thread: the one that forked, or one that inherited the
 * child from it. */
int linux_real_parent(void *host, pid_t tid, struct vpt_identity *out)
{
	struct proc_status status;
	struct child_search search = { .is_one = is_this_child, .arg = &status.tgid };

	if (proc_status(tid, &status) || status.ppid == 0)
		return -ESRCH;
	search.parent = status.ppid;
	linux_for_each_thread(status.ppid, search_children, &search);
	if (linux_identify(host, search.parent, out))
		return -ESRCH;
	return 0;
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
