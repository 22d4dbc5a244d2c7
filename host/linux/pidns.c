/* SPDX-License-Identifier: MIT
 * pidns.c: PID namespaces: the numbers that tasks of a child namespace know each other by.
 *
 * A namespace is named by its inode number; 0 is our own, whose tasks cost nothing here. Which
 * one a task is in never changes, so it is found out with the task's identity and kept.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host.h"

/* linux/nsfs.h of Linux 6.11; the argument is the number itself */
#ifndef NS_GET_PID_FROM_PIDNS
#define NS_GET_PID_FROM_PIDNS _IOR(0xb7, 0x6, int)
#define NS_GET_PID_IN_PIDNS   _IOR(0xb7, 0x8, int)
#endif

enum { MAX_NAMESPACES = 64, MAX_LEVELS = 33 };

struct linux_pidns {
	uint64_t id;
	int fd, level; /* level: below ours */
	UT_hash_handle hh;
};

static struct linux_pidns *find(struct linux_host *host, uint64_t id)
{
	struct linux_pidns *ns;

	HASH_FIND(hh, host->namespaces, &id, sizeof(id), ns);
	return ns;
}

/* Namespaces whose init has gone have no tasks any more. */
static void sweep(struct linux_host *host)
{
	struct linux_pidns *ns, *next;

	HASH_ITER(hh, host->namespaces, ns, next)
		if (ioctl(ns->fd, NS_GET_PID_FROM_PIDNS, 1) < 0 && errno == ESRCH) {
			HASH_DEL(host->namespaces, ns);
			close(ns->fd);
			free(ns);
		}
}

/* The namespace that a task is in, `level` below ours. 0 if it cannot be told. */
uint64_t linux_pidns_of(struct linux_host *host, pid_t tid, int level)
{
	struct linux_pidns *ns;
	char path[48];
	struct stat st;
	int fd;

	if (level == 0)
		return 0;
	snprintf(path, sizeof(path), "/proc/%d/ns/pid", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) || find(host, st.st_ino)) {
		if (fd >= 0)
			close(fd);
		return fd < 0 ? 0 : st.st_ino;
	}
	if (HASH_COUNT(host->namespaces) >= MAX_NAMESPACES)
		sweep(host);
	ns = calloc(1, sizeof(*ns));
	if (!ns) {
		close(fd);
		return 0;
	}
	ns->id = st.st_ino;
	ns->fd = fd;
	ns->level = level;
	HASH_ADD(hh, host->namespaces, id, sizeof(ns->id), ns);
	return ns->id;
}

/* The numbers on a line of /proc/PID/status, ours first. How many there are. */
static int numbers(pid_t tid, const char *field, pid_t out[MAX_LEVELS])
{
	char buffer[4096], *p, *end;
	int n = 0;

	if (proc_read(buffer, sizeof(buffer), "/proc/%d/status", tid) <= 0)
		return 0;
	p = strstr(buffer, field);
	for (p = p ? p + strlen(field) : NULL; p && n < MAX_LEVELS && *p != '\n';
	     p = end) {
		out[n++] = (pid_t)strtol(p, &end, 10);
		while (*end == '\t' || *end == ' ')
			end++;
	}
	return n;
}

/* Before Linux 6.11. Race-free enough: a number of another namespace at the same level is
 * told from ours by the namespace of the task, if that is as deep. */
static pid_t number_by_proc(const struct linux_pidns *ns, pid_t tid, const char *field)
{
	pid_t nr[MAX_LEVELS] = { 0 };
	int n = numbers(tid, field, nr);
	char path[48];
	struct stat st;

	if (n <= ns->level)
		return 0;
	snprintf(path, sizeof(path), "/proc/%d/ns/pid", tid);
	if (n == ns->level + 1 && (stat(path, &st) || st.st_ino != ns->id))
		return 0;
	return nr[ns->level];
}

/* task_pid_nr_ns(): 0 if the namespace does not see the task. */
pid_t linux_pid_nr(void *arg, uint64_t id, pid_t tid)
{
	struct linux_pidns *ns = find(arg, id);
	int rc;

	if (id == 0)
		return tid;
	if (!ns)
		return 0;
	rc = ioctl(ns->fd, NS_GET_PID_IN_PIDNS, tid);
	if (rc < 0 && errno == ENOTTY)
		return number_by_proc(ns, tid, "\nNSpid:\t");
	return rc < 0 ? 0 : rc;
}

struct number_search {
	const struct linux_pidns *ns;
	const char *field;
	pid_t nr, found;
};

static bool is_it(void *arg, pid_t tgid, pid_t tid)
{
	struct number_search *search = arg;

	(void)tgid;
	if (number_by_proc(search->ns, tid, search->field) != search->nr)
		return false;
	search->found = tid;
	return true;
}

/* Where there is no better way: look at all tasks. */
static pid_t search_tasks(const struct linux_pidns *ns, const char *field, pid_t nr)
{
	struct number_search search = { .ns = ns, .field = field, .nr = nr };

	linux_for_each_process(is_it, &search, strcmp(field, "\nNSpid:\t") == 0);
	return search.found;
}

/* find_task_by_pid_ns(): 0 if there is none. */
pid_t linux_find_pid(void *arg, uint64_t id, pid_t nr)
{
	struct linux_pidns *ns = find(arg, id);
	int rc;

	if (id == 0)
		return nr;
	if (!ns || nr <= 0)
		return 0;
	rc = ioctl(ns->fd, NS_GET_PID_FROM_PIDNS, nr);
	if (rc < 0 && errno == ENOTTY)
		return search_tasks(ns, "\nNSpid:\t", nr);
	return rc < 0 ? 0 : rc;
}

/* The same for a process group, whose leader may be gone. */
pid_t linux_find_pgid(struct linux_host *host, uint64_t id, pid_t nr)
{
	struct linux_pidns *ns = find(host, id);
	pid_t pid = linux_find_pid(host, id, nr);

	if (pid || !ns || nr <= 0)
		return pid;
	pid = search_tasks(ns, "\nNSpgid:\t", nr);
	return pid ? getpgid(pid) : 0;
}

void linux_pidns_fini(struct linux_host *host)
{
	struct linux_pidns *ns, *next;

	HASH_ITER(hh, host->namespaces, ns, next) {
		HASH_DEL(host->namespaces, ns);
		close(ns->fd);
		free(ns);
	}
}
