/* SPDX-License-Identifier: MIT
 * threads.c: the threads of a process, and the processes there are, as /proc lists them.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utarray.h>

#include "host.h"

/* How many times to list the threads of a process that loses some each time. */
enum { MAX_LISTINGS = 100 };

static void read_listing(DIR *dir, UT_array *tids)
{
	struct dirent *entry;
	int tid;

	utarray_clear(tids);
	while ((entry = readdir(dir)))
		if (isdigit((unsigned char)entry->d_name[0])) {
			tid = atoi(entry->d_name);
			utarray_push_back(tids, &tid);
		}
}

/* Race: the kernel goes on from the thread that it has listed last, next_tid(). If that one has
 * exited meanwhile, the list ends there, and those behind it are missing. */
static bool is_whole(UT_array *tids)
{
	int *last = utarray_back(tids);

	return !last || syscall(SYS_tkill, *last, 0) == 0 || errno != ESRCH;
}

/* Call `fn` for each thread of a process until it returns true. */
bool linux_for_each_thread(pid_t tgid, bool (*fn)(void *arg, pid_t tgid, pid_t tid),
			   void *arg)
{
	int listings = 0, *tid = NULL;
	bool stop = false;
	UT_array tids;
	char path[48];
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", tgid);
	dir = opendir(path);
	if (!dir)
		return false;
	utarray_init(&tids, &ut_int_icd);
	for (;;) {
		read_listing(dir, &tids);
		if (is_whole(&tids) || ++listings == MAX_LISTINGS)
			break;
		rewinddir(dir);
	}
	closedir(dir);
	while (!stop && (tid = (int *)utarray_next(&tids, tid)))
		stop = fn(arg, tgid, *tid);
	utarray_done(&tids);
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
