/* SPDX-License-Identifier: MIT
 * views.c: two tracers of one process. One plants a breakpoint, and lifts it again, by each way
 * to write memory; it must see it, and the other one the program's own bytes, by each way to
 * read. Prints what was seen else, and how often. Done with code where position-independent
 * programs lie, and with code below.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OWN = 0x90, INT3 = 0xcc, AT = 4000, SIZE = 12288, LOW = 0x700000 };

static pid_t target;
static char *code;
static int memory;

/* All of them: read from AT - `before` on, in pieces of `len` bytes; false if it failed. */
struct read_way {
	const char *name;
	bool (*get)(char *addr, unsigned char *bytes, size_t len);
	size_t len, before;
};

static bool by_peek(char *addr, unsigned char *bytes, size_t len)
{
	long word = ptrace(PTRACE_PEEKTEXT, target, addr, 0);

	memcpy(bytes, &word, len);
	return true;
}

static bool by_pread(char *addr, unsigned char *bytes, size_t len)
{
	return pread(memory, bytes, len, (off_t)addr) == (ssize_t)len;
}

static bool by_preadv(char *addr, unsigned char *bytes, size_t len)
{
	struct iovec local[] = { { bytes, 1 }, { bytes, 0 }, { bytes + 1, len - 1 } };

	return preadv(memory, local, 3, (off_t)addr) == (ssize_t)len;
}

static bool by_preadv2(char *addr, unsigned char *bytes, size_t len)
{
	struct iovec local[] = { { bytes, len - 1 }, { bytes + len - 1, 1 } };

	return preadv2(memory, local, 2, (off_t)addr, 0) == (ssize_t)len;
}

static bool by_vm(char *addr, unsigned char *bytes, size_t len)
{
	struct iovec local = { bytes, len }, remote = { addr, len };

	return process_vm_readv(target, &local, 1, &remote, 1, 0) == (ssize_t)len;
}

static bool by_read(char *addr, unsigned char *bytes, size_t len)
{
	return lseek(memory, (off_t)addr, SEEK_SET) == (off_t)addr &&
	       read(memory, bytes, len) == (ssize_t)len;
}

/* One after the other, and with calls between. */
static bool by_reads(char *addr, unsigned char *bytes, size_t len)
{
	size_t done;
	int i;

	if (lseek(memory, (off_t)addr, SEEK_SET) != (off_t)addr)
		return false;
	for (done = 0; done < len; done += len / 4) {
		for (i = 0; i < 10; i++)
			getppid();
		if (read(memory, bytes + done, len / 4) != (ssize_t)len / 4)
			return false;
	}
	return lseek(memory, 0, SEEK_CUR) == (off_t)(addr + len);
}

static bool by_readv(char *addr, unsigned char *bytes, size_t len)
{
	struct iovec local[] = { { bytes, 1 }, { bytes + 1, len - 1 } };

	return lseek(memory, (off_t)addr, SEEK_SET) == (off_t)addr &&
	       readv(memory, local, 2) == (ssize_t)len;
}

static bool by_preadv2_there(char *addr, unsigned char *bytes, size_t len)
{
	struct iovec local = { bytes, len };

	return lseek(memory, (off_t)addr, SEEK_SET) == (off_t)addr &&
	       preadv2(memory, &local, 1, -1, 0) == (ssize_t)len &&
	       lseek(memory, 0, SEEK_CUR) == (off_t)(addr + len);
}

static const struct read_way read_ways[] = {
	{ "PEEKTEXT", by_peek, 8, 7 },
	{ "pread64 of 1", by_pread, 1, 0 },
	{ "pread64 of 2", by_pread, 2, 1 },
	{ "pread64 of 8", by_pread, 8, 3 },
	{ "pread64 of 16", by_pread, 16, 0 },
	{ "pread64 of 64", by_pread, 64, 63 },
	{ "pread64 of 100", by_pread, 100, 8 },
	{ "pread64 of 8192", by_pread, 8192, AT },
	{ "preadv of 2", by_preadv, 2, 0 },
	{ "preadv of 8192", by_preadv, 8192, AT },
	{ "preadv2 of 16", by_preadv2, 16, 15 },
	{ "lseek, read of 1", by_read, 1, 0 },
	{ "lseek, read of 8192", by_read, 8192, AT },
	{ "lseek, four reads", by_reads, 100, 30 },
	{ "lseek, readv", by_readv, 64, 0 },
	{ "lseek, preadv2", by_preadv2_there, 64, 3 },
	{ "process_vm_readv of 1", by_vm, 1, 0 },
	{ "process_vm_readv of 8192", by_vm, 8192, AT },
};

struct write_way {
	const char *name;
	bool (*put)(char *addr, const unsigned char *bytes, size_t len);
	size_t len;
	bool high_only;
};

static bool by_poke(char *addr, const unsigned char *bytes, size_t len)
{
	long word;

	memcpy(&word, bytes, len);
	return ptrace(PTRACE_POKETEXT, target, addr, word) == 0;
}

static bool by_pwrite(char *addr, const unsigned char *bytes, size_t len)
{
	return pwrite(memory, bytes, len, (off_t)addr) == (ssize_t)len;
}

static bool by_pwritev(char *addr, const unsigned char *bytes, size_t len)
{
	struct iovec local[] = { { (void *)bytes, 1 }, { (void *)(bytes + 1), len - 1 } };

	return pwritev(memory, local, 2, (off_t)addr) == (ssize_t)len;
}

static bool by_pwritev2(char *addr, const unsigned char *bytes, size_t len)
{
	struct iovec local = { (void *)bytes, len };

	return pwritev2(memory, &local, 1, (off_t)addr, 0) == (ssize_t)len;
}

static bool by_write(char *addr, const unsigned char *bytes, size_t len)
{
	return lseek(memory, (off_t)addr, SEEK_SET) == (off_t)addr &&
	       write(memory, bytes, len) == (ssize_t)len &&
	       lseek(memory, 0, SEEK_CUR) == (off_t)(addr + len);
}

static bool by_writev(char *addr, const unsigned char *bytes, size_t len)
{
	struct iovec local = { (void *)bytes, len };

	return lseek(memory, (off_t)addr, SEEK_SET) == (off_t)addr &&
	       writev(memory, &local, 1) == (ssize_t)len;
}

static const struct write_way write_ways[] = {
	{ "POKETEXT", by_poke, 8, false },
	{ "pwrite64 of 1", by_pwrite, 1, false },
	{ "pwrite64 of 4", by_pwrite, 4, false },
	{ "pwrite64 of 16", by_pwrite, 16, false },
	{ "pwritev of 2", by_pwritev, 2, true },
	{ "pwritev2 of 1", by_pwritev2, 1, true },
	{ "lseek, write of 1", by_write, 1, true },
	{ "lseek, write of 8", by_write, 8, true },
	{ "lseek, writev of 1", by_writev, 1, true },
};

enum {
	NREADS = sizeof(read_ways) / sizeof(*read_ways),
	NWRITES = sizeof(write_ways) / sizeof(*write_ways),
};

static bool is_low(void)
{
	return (unsigned long)code < 1ul << 40;
}

/* By each way there must be this byte at AT, and else the program's. How often there was not. */
static int look(const struct write_way *written, unsigned char expected)
{
	static unsigned char bytes[SIZE];
	int i, strange = 0;

	for (i = 0; i < NREADS; i++) {
		const struct read_way *way = &read_ways[i];
		size_t at;

		memset(bytes, 0, SIZE);
		if (!way->get(code + AT - way->before, bytes, way->len))
			printf("%s failed\n", way->name), strange++;
		for (at = 0; at < way->len; at++) {
			unsigned char wanted = at == way->before ? expected : OWN;

			if (bytes[at] == wanted)
				continue;
			printf("%s, %s: %02x for %02x at %zu\n", written->name, way->name,
			       bytes[at], wanted, at);
			strange++;
		}
	}
	return strange;
}

static void attach(void)
{
	char path[32];

	if (ptrace(PTRACE_SEIZE, target, 0, 0) ||
	    ptrace(PTRACE_INTERRUPT, target, 0, 0) ||
	    waitpid(target, NULL, __WALL) != target)
		exit(1);
	snprintf(path, sizeof(path), "/proc/%d/mem", target);
	memory = open(path, O_RDWR);
}

static void put(const struct write_way *way, unsigned char byte)
{
	unsigned char bytes[128];

	memset(bytes, OWN, sizeof(bytes));
	bytes[0] = byte;
	if (!way->put(code + AT, bytes, way->len))
		printf("%s failed\n", way->name);
}

/* Let the other one go on, or wait for it; false if it has gone. */
static bool pass_turn(int to)
{
	return write(to, "", 1) == 1;
}

static bool await_turn(int from)
{
	char byte;

	return read(from, &byte, 1) == 1;
}

/* The one that plants, in a process of its own. */
static int plant(int from, int to)
{
	int i, strange = 0;

	attach();
	for (i = 0; i < NWRITES; i++) {
		const struct write_way *way = &write_ways[i];

		if (is_low() && way->high_only)
			continue;
		put(way, INT3);
		strange += look(way, INT3);
		if (!pass_turn(to) || !await_turn(from))
			return 1;
		put(way, OWN);
		strange += look(way, OWN);
	}
	fflush(stdout);
	return strange != 0;
}

/* Both look at a process that has nothing but this code. */
static int view(char *where)
{
	int there[2], back[2], turn = 0, strange = 0, status;
	unsigned char byte = 0;
	pid_t planter;

	code = mmap(where, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0);
	if (code == MAP_FAILED || (where && code != where))
		return 1;
	memset(code, OWN, SIZE);
	mprotect(code, SIZE, PROT_READ | PROT_EXEC);
	target = fork();
	if (target == 0)
		for (;;)
			pause();
	attach();
	if (pipe(there) || pipe(back))
		return 1;
	planter = fork();
	if (planter == 0) {
		close(there[1]);
		close(back[0]);
		exit(plant(there[0], back[1]));
	}
	close(there[0]);
	close(back[1]);
	lseek(memory, (off_t)(code + AT),
	      SEEK_SET); /* before there is anything to hide */
	while (await_turn(back[0])) {
		if (turn == 0 && (read(memory, &byte, 1) != 1 || byte != OWN))
			printf("read after the first one: %02x\n", byte), strange++;
		while (is_low() && write_ways[turn].high_only)
			turn++;
		strange += look(&write_ways[turn++], OWN);
		if (!pass_turn(there[1]))
			return 1;
	}
	if (waitpid(planter, &status, 0) != planter || status != 0)
		strange++;
	kill(target, SIGKILL);
	waitpid(target, &status, __WALL);
	close(there[1]);
	close(back[0]);
	close(memory);
	return strange;
}

int main(void)
{
	int strange;

	setvbuf(stdout, NULL, _IOLBF, 0);
	strange = view((char *)LOW) + view(NULL);
	printf("strange: %d\n", strange);
	return 0;
}
