/* SPDX-License-Identifier: MIT
 * parasite.c: has its child execute code that lies in memory which they share, as a checkpointer
 * does (CRIU); the code ends in a trap instruction, which is the tracer's affair. Then the child
 * goes on, and comes to a trap instruction of its own.
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

#define MUST(what)                     \
	do {                           \
		if (!(what)) {         \
			perror(#what); \
			exit(1);       \
		}                      \
	} while (0)

enum { SIZE = 8192, ERRANDS = 3 };

/* add $5, %eax; push %rax; pop %rcx; int3; many a nop before, so that it is not a short write */
static const unsigned char code[] = { 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90,
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

static const char *next_stop(pid_t task)
{
	int status;

	MUST(waitpid(task, &status, 0) == task);
	if (!WIFSTOPPED(status))
		return "none: it has ended";
	return status >> 16 ? "an event" : strsignal(WSTOPSIG(status));
}

int main(void)
{
	unsigned char *shared = mmap(NULL, SIZE, PROT_READ | PROT_WRITE | PROT_EXEC,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct user_regs_struct home, regs;
	int go[2], status, i;
	pid_t task;

	MUST(shared != MAP_FAILED && pipe(go) == 0);
	task = fork();
	if (task == 0)
		child(go);
	MUST(task > 0);
	memcpy(shared, code, sizeof(code));
	MUST(ptrace(PTRACE_SEIZE, task, 0, 0) == 0);
	MUST(ptrace(PTRACE_INTERRUPT, task, 0, 0) == 0);
	printf("interrupted: %s\n", next_stop(task));
	MUST(ptrace(PTRACE_GETREGS, task, 0, &home) == 0);
	for (i = 0; i < ERRANDS; i++) {
		regs = home;
		regs.rip = (unsigned long)shared;
		regs.rsp = (unsigned long)shared + SIZE - 16;
		regs.orig_rax = (unsigned long)-1;
		regs.rax = (unsigned long)i;
		MUST(ptrace(PTRACE_SETREGS, task, 0, &regs) == 0);
		MUST(ptrace(PTRACE_CONT, task, 0, 0) == 0);
		printf("errand: %s", next_stop(task));
		MUST(ptrace(PTRACE_GETREGS, task, 0, &regs) == 0);
		printf(", came to %llu with %llu\n", regs.rip - (unsigned long)shared,
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
