/* SPDX-License-Identifier: MIT
 * memory.c: the memory of tracees, which may be running, through /proc/PID/mem. The last one
 * used stays open.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host.h"

/* The task has died, or executes another program: what is open is not its memory any more. */
void linux_memory_forget(struct linux_host *host, pid_t tid)
{
	struct linux_memory *memory = &host->memory;

	if (memory->tid != tid || !tid)
		return;
	close(memory->fd);
	memory->tid = 0;
}

/* A thread that has exited has no memory any more, though it may be the leader and the others
 * live on: then what can be found by one of them is found. */
static bool try_threads(pid_t tid, bool (*look)(void *arg, pid_t tgid, pid_t tid),
			void *arg)
{
	return look(arg, tid, tid) || linux_for_each_thread(tid, look, arg);
}

/* Older kernels open what is not there, and read nothing from it. */
static bool open_memory(void *arg, pid_t tgid, pid_t tid)
{
	int *fd = arg;
	char path[32], byte;

	(void)tgid;
	snprintf(path, sizeof(path), "/proc/%d/mem", tid);
	*fd = open(path, O_RDWR | O_CLOEXEC);
	if (*fd < 0 || pread(*fd, &byte, 1, 0) != 0)
		return *fd >= 0;
	close(*fd);
	return false;
}

static struct linux_memory *memory_of(struct linux_host *host, pid_t tid)
{
	struct linux_memory *memory = &host->memory;
	int fd;

	if (memory->tid == tid)
		return memory;
	if (!try_threads(tid, open_memory, &fd))
		return NULL;
	linux_memory_forget(host, memory->tid);
	*memory = (struct linux_memory){ .tid = tid, .fd = fd };
	return memory;
}

long linux_read_memory(void *host, pid_t tid, unsigned long addr, void *buf, size_t len)
{
	const struct linux_memory *memory = memory_of(host, tid);
	ssize_t n = memory ? pread(memory->fd, buf, len, (off_t)addr) : -1;

	return n > 0 ? n : -EIO;
}

long linux_write_memory(void *host, pid_t tid, unsigned long addr, const void *buf,
			size_t len)
{
	const struct linux_memory *memory = memory_of(host, tid);
	ssize_t n = memory ? pwrite(memory->fd, buf, len, (off_t)addr) : -1;

	return n > 0 ? n : -EIO;
}

enum { DATA_FOR_MS = 100 };

struct mapping {
	unsigned long start, end;
	char permissions[5];
};

struct search {
	unsigned long addr;
	struct mapping *found;
	bool is_there;
};

/* False if the task has no memory. */
static bool search_maps(void *arg, pid_t tgid, pid_t tid)
{
	char path[32], line[4352]; /* a path name, and what is before it */
	struct search *search = arg;
	struct mapping *found = search->found;
	bool any = false;
	FILE *maps;

	(void)tgid;
	snprintf(path, sizeof(path), "/proc/%d/maps", tid);
	maps = fopen(path, "re");
	while (maps && !search->is_there && fgets(line, sizeof(line), maps)) {
		any = true;
		search->is_there = sscanf(line, "%lx-%lx %4s", &found->start, &found->end,
					  found->permissions) == 3 &&
				   search->addr >= found->start &&
				   search->addr < found->end;
	}
	if (maps)
		fclose(maps);
	return any;
}

static bool find_mapping(pid_t tid, unsigned long addr, struct mapping *found)
{
	struct search search = { .addr = addr, .found = found };

	return try_threads(tid, search_maps, &search) && search.is_there;
}

static bool is_in(const struct linux_piece *piece, unsigned long addr)
{
	return addr >= piece->start && addr < piece->end;
}

static int64_t coarse_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Debuggers write to the same places again and again, so what was found is remembered; data for
 * a short time only, since it becomes code where programs are translated as they run. */
bool linux_is_code(void *host, pid_t tid, unsigned long addr)
{
	struct linux_memory *memory = memory_of(host, tid);
	struct mapping mapping;

	if (memory && is_in(&memory->code, addr))
		return true;
	if (memory && is_in(&memory->data, addr) && coarse_ms() < memory->data_until)
		return false;
	if (!find_mapping(tid, addr, &mapping))
		return false;
	if (!memory)
		return mapping.permissions[2] == 'x';
	if (mapping.permissions[2] == 'x') {
		memory->code = (struct linux_piece){ mapping.start, mapping.end };
		return true;
	}
	memory->data = (struct linux_piece){ mapping.start, mapping.end };
	memory->data_until = coarse_ms() + DATA_FOR_MS;
	return false;
}

bool linux_is_writable(struct linux_host *host, pid_t tid, unsigned long addr)
{
	struct mapping mapping;

	(void)host;
	return find_mapping(tid, addr, &mapping) && mapping.permissions[1] == 'w';
}
