/* SPDX-License-Identifier: MIT
 * memfile.c: whose memory a tracer's descriptor of /proc/PID/mem stands for, and a duplicate of
 * it: an open /proc/PID/mem is a memory, whether the task still has it or not.
 *
 * /proc tells whose it is, but not at each request: a tracer uses the same few descriptors again
 * and again, so we keep their duplicates. Whether a number still stands for the same open file is
 * asked by kcmp().
 */
#include <dirent.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "session.h"

/* The task whose memory file a descriptor is: /proc/PID/mem or /proc/PID/task/TID/mem. 0 if it is
 * something else. */
static pid_t linked_target(pid_t whose, int fd)
{
	char path[48], link[80];
	int pid, tid, end = 0;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", whose, fd);
	n = readlink(path, link, sizeof(link) - 1);
	if (n <= 0)
		return 0;
	link[n] = '\0';
	if (sscanf(link, "/proc/%d/task/%d/mem%n", &pid, &tid, &end) == 2 && end == n)
		return tid;
	end = 0;
	if (sscanf(link, "/proc/%d/mem%n", &tid, &end) == 1 && end == n)
		return tid;
	return 0;
}

/* The same for one of the caller's, or one that we took from it, as we number the task. */
static pid_t file_target(struct session *session, const struct call *call, pid_t whose,
			 int fd)
{
	pid_t tid = linked_target(whose, fd);

	return tid && call->caller.pid_ns
		       ? linux_find_pid(&session->host, call->caller.pid_ns, tid)
		       : tid;
}

/* Take a descriptor of the caller's. */
static bool take(struct session *session, const struct call *call, int fd,
		 struct memory_file *file)
{
	/* What is no memory is not taken: to close it again can block. Race: another thread of
	 * the caller has opened something else there meanwhile. */
	if (file_target(session, call, call->caller.tid, fd) <= 0)
		return false;
	file->number = fd;
	file->fd = session_spare_fd(
		session, peers_take_fd(session, call->caller.tgid, call->caller.tid, fd));
	if (file->fd < 0)
		return false;
	file->target = file_target(session, call, session->host.self, file->fd);
	file->access = fcntl(file->fd, F_GETFL) & O_ACCMODE;
	if (file->target > 0)
		return true;
	close(file->fd);
	return false;
}

static void drop(struct memory_file *file)
{
	if (file->target)
		close(file->fd);
	file->target = 0;
}

static struct memory_file *find(const struct session *session, const struct call *call,
				struct peer *peer, int fd)
{
	unsigned i;

	for (i = 0; i < MEMORY_FILES; i++) {
		struct memory_file *file = &peer->files[i];

		if (!file->target || file->number != fd)
			continue;
		if (syscall(SYS_kcmp, call->caller.tid, session->host.self, KCMP_FILE, fd,
			    file->fd) == 0)
			return file;
		drop(file);
	}
	return NULL;
}

/* What this descriptor of the caller's, a tracer, stands for, if it is a task's memory and can be
 * had. Valid until the next one is asked for. */
const struct memory_file *memory_file(struct session *session, const struct call *call,
				      int fd)
{
	struct peer *peer = peer_find(session, call->caller.tgid);
	struct memory_file *file = find(session, call, peer, fd), fresh;

	if (file)
		return file;
	if (!take(session, call, fd, &fresh))
		return NULL;
	/* the one that has been known for longest makes room */
	file = &peer->files[peer->oldest_file];
	peer->oldest_file = (peer->oldest_file + 1) % MEMORY_FILES;
	drop(file);
	*file = fresh;
	return file;
}

/* Has this tracer been seen to have a memory file? */
bool memory_files_known(const struct peer *peer)
{
	unsigned i;

	for (i = 0; i < MEMORY_FILES; i++)
		if (peer->files[i].target)
			return true;
	return false;
}

/* Has the caller, a tracer, one open, whether it has been seen to or not? */
bool memory_files_look(struct session *session, const struct call *call)
{
	struct dirent *entry;
	bool found = false;
	char path[32];
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fd", call->caller.tid);
	dir = opendir(path);
	while (dir && !found && (entry = readdir(dir)))
		found = entry->d_name[0] != '.' &&
			memory_file(session, call, atoi(entry->d_name));
	if (dir)
		closedir(dir);
	return found;
}

/* Can the kernel alone answer a write? It may have been opened for reading only, or be the
 * memory of a program that the task does not execute any more. */
bool memory_file_is_for_kernel(const struct memory_file *file, unsigned long addr)
{
	char byte;

	return file->access == O_RDONLY ||
	       (file->access == O_RDWR && pread(file->fd, &byte, 1, (off_t)addr) == 0);
}

/* The tracer is a tracer no more. */
void memory_files_forget(struct peer *peer)
{
	unsigned i;

	for (i = 0; i < MEMORY_FILES; i++)
		drop(&peer->files[i]);
}
