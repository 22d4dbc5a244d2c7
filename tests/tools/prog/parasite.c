/* SPDX-License-Identifier: MIT
 * parasite.c: has its child execute code that lies in memory which they share, as a checkpointer
 * does (CRIU); the code ends in a trap instruction, or returns to nowhere, or to a breakpoint on
 * the stack, which is the tracer's affair. Then the child goes on, and comes to a trap
 * instruction of its own.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "must.h"

enum { SIZE = 8192, BY_RETURN = 2, TO_STACK = 3, ERRANDS = 4 };

/* add $5, %eax; push %rax; pop %rcx; int3, or ret; nops before, so that it is no short write */
static unsigned char code[] = { 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90,
				0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90,
				0x83, 0xc0, 0x05, 0x50, 0x59, 0xcc };

static void on_trap(int signr)
{
	(void)signr;
}

static void child(const int *go)
{
	char byte;

	signal(SIGTRAP, on_trap);
	MUST(read(*go, &byte, 1) == 1);
	__asm__ volatile("int3");
	_exit(3);
}

/* It is not enough that it has begun to read: a tracer of its calls could hold it there. */
static void await_sleep(pid_t task)
{
	char path[32], state = 0;
	FILE *stat;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)task);
	while (state != 'S') {
		usleep(5000);
		stat = fopen(path, "r");
		MUST(stat && fscanf(stat, "%*d (%*[^)]) %c", &state) == 1);
		fclose(stat);
	}
}

static const char *next_stop(pid_t task)
{
	int status;

	MUST(waitpid(task, &status, 0) == task);
	if (!WIFSTOPPED(status))
		return "none: it has ended";
	return status >> 16 ? "an event" : strsignal(WSTOPSIG(status));
}

static unsigned long long place(const struct user_regs_struct *regs,
				const struct user_regs_struct *home,
				const unsigned char *shared)
{
	unsigned long long rip = regs->rip;

	if (rip == home->rsp - 1024)
		return 1;
	return rip ? rip - (unsigned long)shared : 0;
}

int main(void)
{
	unsigned char *shared = mmap(NULL, SIZE, PROT_READ | PROT_WRITE | PROT_EXEC,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned long *stack = (unsigned long *)shared;
	struct user_regs_struct home, regs;
	int go[2], status, i;
	pid_t task;

	MUST(shared != MAP_FAILED && pipe(go) == 0);
	task = fork();
	if (task == 0)
		child(go);
	MUST(task > 0);
	memcpy(shared, code, sizeof(code));
	await_sleep(task);
	MUST(ptrace(PTRACE_SEIZE, task, 0, 0) == 0);
	MUST(ptrace(PTRACE_INTERRUPT, task, 0, 0) == 0);
	printf("interrupted: %s\n", next_stop(task));
	MUST(ptrace(PTRACE_GETREGS, task, 0, &home) == 0);
	for (i = 0; i < ERRANDS; i++) {
		if (i == BY_RETURN)
			shared[sizeof(code) - 1] = 0xc3;
		stack[SIZE / sizeof(long) - 2] = i == TO_STACK ? home.rsp - 1024 : 0;
		if (i == TO_STACK)
			MUST(ptrace(PTRACE_POKEDATA, task, home.rsp - 1024, 0xcc) == 0);
		regs = home;
		regs.rip = (unsigned long)shared;
		regs.rsp = (unsigned long)shared + SIZE - 16;
		regs.orig_rax = (unsigned long)-1;
		regs.rax = (unsigned long)i;
		MUST(ptrace(PTRACE_SETREGS, task, 0, &regs) == 0);
		MUST(ptrace(PTRACE_CONT, task, 0, 0) == 0);
		printf("errand: %s", next_stop(task));
		MUST(ptrace(PTRACE_GETREGS, task, 0, &regs) == 0);
		printf(", came to %llu with %llu\n", place(&regs, &home, shared),
		       regs.rcx);
	}
	MUST(ptrace(PTRACE_SETREGS, task, 0, &home) == 0);
	MUST(ptrace(PTRACE_CONT, task, 0, 0) == 0);
	MUST(write(go[1], "", 1) == 1);
	printf("its own: %s\n", next_stop(task));
	MUST(ptrace(PTRACE_CONT, task, 0, SIGTRAP) == 0);
	MUST(waitpid(task, &status, 0) == task);
	printf("ended with %d\n", WEXITSTATUS(status));
	return 0;
}
