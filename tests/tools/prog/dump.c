/* SPDX-License-Identifier: MIT
 * dump.c: two tracers of one process, of which one makes long reads of its memory that end with
 * code, and the other one attaches and plants a breakpoint there while they are under way.
 * Prints how often a read had that.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OWN = 0x90, INT3 = 0xcc, ROUNDS = 30, TIMES = 48, DATA = 1 << 20, PAGE = 4096 };

static pid_t target;
static unsigned char *data, *code;

static void attach(void)
{
	if (ptrace(PTRACE_SEIZE, target, 0, 0) ||
	    ptrace(PTRACE_INTERRUPT, target, 0, 0) ||
	    waitpid(target, NULL, __WALL) != target)
		exit(1);
}

static void put(unsigned char byte)
{
	long word;

	memset(&word, OWN, sizeof(word));
	memcpy(&word, &byte, 1);
	if (ptrace(PTRACE_POKETEXT, target, code, word))
		exit(1);
}

static void pass_turn(int to)
{
	if (write(to, "", 1) != 1)
		exit(1);
}

static int await_turn(int from)
{
	char byte;

	return read(from, &byte, 1) == 1;
}

static void plant(int from, int to)
{
	while (await_turn(from)) {
		attach();
		put(INT3);
		if (!await_turn(from)) /* it has been read */
			exit(1);
		put(OWN);
		if (ptrace(PTRACE_DETACH, target, 0, 0))
			exit(1);
		pass_turn(to);
	}
	exit(0);
}

/* The data many times, and the code. */
static int is_strange(int to, int from)
{
	static unsigned char bytes[DATA], byte;
	struct iovec here[TIMES + 1], there[TIMES + 1];
	ssize_t got;
	int i;

	for (i = 0; i < TIMES; i++) {
		here[i] = (struct iovec){ bytes, DATA };
		there[i] = (struct iovec){ data, DATA };
	}
	here[TIMES] = (struct iovec){ &byte, 1 };
	there[TIMES] = (struct iovec){ code, 1 };
	pass_turn(to);
	got = process_vm_readv(target, here, TIMES + 1, there, TIMES + 1, 0);
	pass_turn(to);
	if (got != (ssize_t)TIMES * DATA + 1 || !await_turn(from))
		exit(1);
	return byte != OWN;
}

static void *map(size_t size, int protection)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		exit(1);
	memset(memory, OWN, size);
	mprotect(memory, size, protection);
	return memory;
}

int main(void)
{
	int there[2], back[2], i, strange = 0, status;
	pid_t planter;

	data = map(DATA, PROT_READ | PROT_WRITE);
	code = map(PAGE, PROT_READ | PROT_EXEC);
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
		plant(there[0], back[1]);
	}
	close(there[0]);
	close(back[1]);
	for (i = 0; i < ROUNDS; i++)
		strange += is_strange(there[1], back[0]);
	close(there[1]);
	if (waitpid(planter, &status, 0) != planter || status != 0)
		strange++;
	kill(target, SIGKILL);
	waitpid(target, &status, __WALL);
	printf("strange: %d\n", strange);
	return 0;
}
