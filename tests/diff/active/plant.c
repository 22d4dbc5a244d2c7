// SPDX-License-Identifier: MIT
/*
 * plant.c: the breakpoints of the active tracer. See meddle.c.
 */
#include <fcntl.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "meddle.h"

/* In one memory, so many at most in all. */
enum { MAX_BREAKPOINTS = 64 };

struct memory *memory_new(void)
{
	struct memory *memory = calloc(1, sizeof(*memory));

	if (!memory)
		abort();
	SLIST_INIT(&memory->breakpoints);
	return memory;
}

static struct breakpoint *add(struct memory *memory, unsigned long addr,
			      unsigned char original)
{
	struct breakpoint *breakpoint = calloc(1, sizeof(*breakpoint));

	if (!breakpoint)
		abort();
	breakpoint->addr = addr;
	breakpoint->original = original;
	SLIST_INSERT_HEAD(&memory->breakpoints, breakpoint, link);
	memory->total++;
	return breakpoint;
}

/* A child's copy, which has those that were planted when it was made: memory_clean(). */
struct memory *memory_fork(const struct memory *from)
{
	struct memory *memory = memory_new();
	const struct breakpoint *breakpoint;

	SLIST_FOREACH(breakpoint, &from->breakpoints, link)
		add(memory, breakpoint->addr, breakpoint->original);
	return memory;
}

void memory_use(struct task *task, struct memory *memory)
{
	task->memory = memory;
	memory->users++;
}

void memory_drop(struct task *task)
{
	struct memory *memory = task->memory;
	struct breakpoint *breakpoint;

	task->memory = NULL;
	if (!memory || --memory->users > 0)
		return;
	while ((breakpoint = SLIST_FIRST(&memory->breakpoints))) {
		SLIST_REMOVE_HEAD(&memory->breakpoints, link);
		free(breakpoint);
	}
	free(memory);
}

struct breakpoint *breakpoint_at(const struct memory *memory, unsigned long addr)
{
	struct breakpoint *breakpoint;

	SLIST_FOREACH(breakpoint, &memory->breakpoints, link)
		if (breakpoint->addr == addr)
			return breakpoint;
	return NULL;
}

/* ---- bytes ---- */

static int open_memory(const struct task *task)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", task->tid);
	return open(path, O_RDWR | O_CLOEXEC);
}

bool get_byte(const struct task *task, unsigned long addr, unsigned char *byte)
{
	long word;

	if (!REQUEST(task, PEEKDATA, addr, &word))
		return false;
	*byte = (unsigned char)word;
	return true;
}

static bool poke_byte(const struct task *task, unsigned long addr, unsigned char byte)
{
	long word;

	return REQUEST(task, PEEKDATA, addr, &word) &&
	       REQUEST(task, POKEDATA, addr, (word & ~0xffl) | byte);
}

/* By turns as strace and gdb do it. */
static bool put_byte(const struct task *task, unsigned long addr, unsigned char byte)
{
	static unsigned turn;
	int fd = turn++ % 2 ? open_memory(task) : -1;
	bool done = fd >= 0 && pwrite(fd, &byte, 1, (off_t)addr) == 1;

	if (fd >= 0)
		close(fd);
	return done || poke_byte(task, addr, byte);
}

/* A write must be seen by who made it. */
static void check(const struct task *task, unsigned long addr, unsigned char byte)
{
	unsigned char there;

	if (get_byte(task, addr, &there) && there != byte)
		complain("wrote %#x, but there is %#x", byte, there);
}

/* ---- breakpoints ---- */

static void set(struct task *task, struct breakpoint *breakpoint, bool planted)
{
	unsigned char byte = planted ? INT3 : breakpoint->original;

	if (breakpoint->planted == planted || !put_byte(task, breakpoint->addr, byte))
		return;
	note("%d: %s at %#lx", task->tid, planted ? "plants" : "removes",
	     breakpoint->addr);
	breakpoint->planted = planted;
	task->memory->planted += planted ? 1 : -1u;
	check(task, breakpoint->addr, byte);
}

/* What is at an address may have changed since it was looked at last. */
bool plant(struct task *task, unsigned long addr)
{
	struct breakpoint *breakpoint = breakpoint_at(task->memory, addr);
	unsigned char byte;

	if ((breakpoint && breakpoint->planted) || !get_byte(task, addr, &byte) ||
	    byte == INT3 || task->memory->total > MAX_BREAKPOINTS)
		return false;
	if (!breakpoint)
		breakpoint = add(task->memory, addr, byte);
	breakpoint->original = byte;
	breakpoint->hits = 0;
	set(task, breakpoint, true);
	return breakpoint->planted;
}

void plant_again(struct task *task, struct breakpoint *breakpoint)
{
	set(task, breakpoint, true);
}

void uproot(struct task *task, struct breakpoint *breakpoint)
{
	set(task, breakpoint, false);
}

void uproot_all(struct task *task)
{
	struct breakpoint *breakpoint;

	if (task->memory->planted > 0)
		SLIST_FOREACH(breakpoint, &task->memory->breakpoints, link)
			uproot(task, breakpoint);
}

/* The first stop of a child: remove what its parent's memory had when it was copied. */
void memory_clean(struct task *task)
{
	struct breakpoint *breakpoint;
	unsigned char byte;

	if (task->clean)
		return;
	task->clean = true;
	SLIST_FOREACH(breakpoint, &task->memory->breakpoints, link) {
		if (!get_byte(task, breakpoint->addr, &byte) || byte != INT3)
			continue;
		note("%d: inherited %#lx", task->tid, breakpoint->addr);
		put_byte(task, breakpoint->addr, breakpoint->original);
		check(task, breakpoint->addr, breakpoint->original);
	}
}
