/* SPDX-License-Identifier: MIT
 * memory.c: the memory of tracees, which may be running, through /proc/PID/mem. The last one
 * used stays open.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
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

static struct linux_memory *memory_of(struct linux_host *host, pid_t tid)
{
	struct linux_memory *memory = &host->memory;
	char path[32];
	int fd;

	if (memory->tid == tid)
		return memory;
	snprintf(path, sizeof(path), "/proc/%d/mem", tid);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
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

static bool find_mapping(pid_t tid, unsigned long addr, struct mapping *found)
{
	char path[32], line[4352]; /* a path name, and what is before it */
	bool is_there = false;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/maps", tid);
	maps = fopen(path, "re");
	while (maps && !is_there && fgets(line, sizeof(line), maps))
		is_there = sscanf(line, "%lx-%lx %4s", &found->start, &found->end,
				  found->permissions) == 3 &&
			   addr >= found->start && addr < found->end;
	if (maps)
		fclose(maps);
	return is_there;
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
