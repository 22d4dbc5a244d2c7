/* SPDX-License-Identifier: MIT
 * errands.c: again and again interrupts a child that makes system calls, has it execute code of
 * its own, and puts its registers back. The child tells how many of its calls had no result, and
 * the parent how many it has seen that had only begun.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "must.h"

enum { SIZE = 8192, ERRANDS = 100 };

struct shared {
	unsigned char code[SIZE / 2];
	volatile unsigned long calls, lost, begun;
};

static void child(struct shared *shared)
{
	pid_t parent = getppid();

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;; shared->calls++)
		shared->lost += syscall(SYS_getppid) != parent;
}

static void wait_for_stop(pid_t task)
{
	int status;

	MUST(waitpid(task, &status, 0) == task && WIFSTOPPED(status) &&
	     WSTOPSIG(status) == SIGTRAP);
}

static void errand(pid_t task, struct shared *shared)
{
	struct user_regs_struct home, regs;

	MUST(ptrace(PTRACE_INTERRUPT, task, 0, 0) == 0);
	wait_for_stop(task);
	MUST(ptrace(PTRACE_GETREGS, task, 0, &home) == 0);
	shared->begun += (long)home.orig_rax >= 0 && (long)home.rax == -ENOSYS;
	regs = home;
	regs.rip = (unsigned long)shared->code;
	regs.rsp = (unsigned long)shared + SIZE - 16;
	regs.orig_rax = (unsigned long)-1;
	MUST(ptrace(PTRACE_SETREGS, task, 0, &regs) == 0);
	MUST(ptrace(PTRACE_CONT, task, 0, 0) == 0);
	wait_for_stop(task);
	MUST(ptrace(PTRACE_SETREGS, task, 0, &home) == 0);
	MUST(ptrace(PTRACE_CONT, task, 0, 0) == 0);
}

int main(void)
{
	struct shared *shared = mmap(NULL, SIZE, PROT_READ | PROT_WRITE | PROT_EXEC,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned long before;
	pid_t task;
	int i;

	MUST(shared != MAP_FAILED);
	memset(shared->code, 0x90, 32);
	shared->code[32] = 0xcc;
	task = fork();
	if (task == 0)
		child(shared);
	MUST(task > 0 && ptrace(PTRACE_SEIZE, task, 0, 0) == 0);
	for (i = 0; i < ERRANDS; i++) {
		before = shared->calls;
		while (shared->calls < before + 2)
			usleep(1000);
		errand(task, shared);
	}
	printf("lost: %lu, begun: %lu\n", shared->lost, shared->begun);
	MUST(kill(task, SIGKILL) == 0 && waitpid(task, NULL, __WALL) == task);
	return 0;
}
