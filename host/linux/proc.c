/* SPDX-License-Identifier: MIT
 * proc.c: what /proc tells of a task. Not used on the path of a stop or a request, only when
 * a relation begins, or a wait turns out to be a long one, or a report has not been collected
 * for a while.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

/* Read a small file whole; NUL-terminated. Its length, or a negative errno. */
ssize_t proc_read(char *buffer, size_t size, const char *format, ...)
{
	char path[96];
	va_list ap;
	ssize_t n = 0, total = 0;
	int fd;

	va_start(ap, format);
	vsnprintf(path, sizeof(path), format, ap);
	va_end(ap);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while ((size_t)total < size - 1) {
		n = read(fd, buffer + total, size - 1 - (size_t)total);
		if (n <= 0)
			break;
		total += n;
	}
	if (n < 0 && total == 0)
		total = -errno;
	close(fd);
	if (total >= 0)
		buffer[total] = '\0';
	return total;
}

static const char *field(const char *status, const char *name)
{
	const char *p = strstr(status, name);

	return p ? p + strlen(name) : "";
}

static void four(const char *p, unsigned out[4])
{
	char *end;
	int i;

	for (i = 0; i < 4; i++, p = end)
		out[i] = (unsigned)strtoul(p, &end, 10);
}

/* How many words are left on this line? At least 1: old kernels have no NSpid. */
static int count_words(const char *p)
{
	int n = 0;

	for (; *p == '\t'; n++)
		p += 1 + strcspn(p + 1, "\t\n");
	return n ? n : 1;
}

int proc_status(pid_t tid, struct proc_status *out)
{
	char buffer[4096];
	ssize_t n = proc_read(buffer, sizeof(buffer), "/proc/%d/status", tid);

	if (n <= 0)
		return -ESRCH;
	out->dead = strchr("ZX", field(buffer, "\nState:\t")[0]) != NULL;
	out->tgid = atoi(field(buffer, "\nTgid:"));
	out->ppid = atoi(field(buffer, "\nPPid:"));
	out->pidns_level = count_words(field(buffer, "\nNSpid:")) - 1;
	four(field(buffer, "\nUid:"), out->uid);
	four(field(buffer, "\nGid:"), out->gid);
	out->threads = (unsigned)atoi(field(buffer, "\nThreads:"));
	out->seccomp_filters = (unsigned)atoi(field(buffer, "\nSeccomp_filters:"));
	out->pending = strtoull(field(buffer, "\nSigPnd:"), NULL, 16);
	out->shared_pending = strtoull(field(buffer, "\nShdPnd:"), NULL, 16);
	out->blocked = strtoull(field(buffer, "\nSigBlk:"), NULL, 16);
	out->cap_permitted = strtoull(field(buffer, "\nCapPrm:"), NULL, 16);
	out->cap_effective = strtoull(field(buffer, "\nCapEff:"), NULL, 16);
	return out->tgid ? 0 : -ESRCH;
}

/* Field n of /proc/PID/stat, from 3 on; the second one may contain anything but ends with the
 * last parenthesis. */
static const char *stat_field(const char *stat, int n)
{
	const char *p = strrchr(stat, ')');
	int field;

	for (field = 2; p && field < n; field++)
		p = strchr(p + 1, ' ');
	return p ? p + 1 : "";
}

static uint64_t stat_number(const char *stat, int n)
{
	return strtoull(stat_field(stat, n), NULL, 10);
}

/* When the task was started, in clock ticks since boot; 0 if it is gone. */
uint64_t proc_start_time(pid_t tid)
{
	char buffer[1024];

	if (proc_read(buffer, sizeof(buffer), "/proc/%d/stat", tid) <= 0)
		return 0;
	return stat_number(buffer, 22);
}

/* Is it a zombie? Then *status is how it has ended, as wait4 has it. */
bool proc_is_zombie(pid_t tid, int *status)
{
	char buffer[1024];

	if (proc_read(buffer, sizeof(buffer), "/proc/%d/stat", tid) <= 0)
		return false;
	*status = (int)stat_number(buffer, 52);
	return *stat_field(buffer, 3) == 'Z';
}

int proc_stat(pid_t pid, struct proc_stat *out)
{
	char buffer[1024];

	if (proc_read(buffer, sizeof(buffer), "/proc/%d/stat", pid) <= 0)
		return -ESRCH;
	out->state = *stat_field(buffer, 3);
	out->ppid = (pid_t)stat_number(buffer, 4);
	out->pgrp = (pid_t)stat_number(buffer, 5);
	out->threads = (unsigned)stat_number(buffer, 20);
	out->exit_signal = (int)stat_number(buffer, 38);
	return 0;
}

/* For proc_discards_signal(), or -1 */
int proc_open_stat(pid_t tid)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/stat", tid);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* Does the task, if nobody traces it, discard this signal, which is one that is ignored by
 * default, when it is sent? sig_ignored(): neither is it blocked, nor is there a handler. *state: of the
 * task, as ps shows it. */
bool proc_discards_signal(int stat, int sig, char *state)
{
	uint64_t bit = 1ull << (sig - 1);
	char buffer[1024];
	ssize_t n = pread(stat, buffer, sizeof(buffer) - 1, 0);

	if (n <= 0)
		return false;
	buffer[n] = '\0';
	*state = *stat_field(buffer, 3);
	return !((stat_number(buffer, 32) | stat_number(buffer, 34)) & bit);
}
