/*
 * What LeakSanitizer does: a helper that shares all memory, and whom no tracer
 * of ours may follow, stops every thread of its parent and reads its registers.
 */
#include "scenario.h"

enum { THREADS = 3 };

static char stack[256 * 1024] __attribute__((aligned(16)));
static char thread_stack_mark[THREADS];
static atomic_int ready, attached, read_registers, detached;
static volatile bool stop;

static void *sleeper(void *mark)
{
	*(char *)mark = 1;
	atomic_fetch_add(&ready, 1);
	while (!stop)
		pause_briefly();
	return NULL;
}

/* Raw calls and no thread-local storage: it is the parent's. */
static long raw(long nr, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10)
			 : "rcx", "r11", "memory");
	return result;
}

static int parse(const char *text)
{
	int number = 0;

	while (*text >= '0' && *text <= '9')
		number = number * 10 + *text++ - '0';
	return number;
}

static int examine(void *directory)
{
	static char entries[4096];
	struct user_regs_struct regs;
	struct iovec iov = { &regs, sizeof(regs) };
	long size, at;
	int tids[16], count = 0, status, i;

	while ((size = raw(SYS_getdents64, *(int *)directory, (long)entries,
			   sizeof(entries), 0)) > 0) {
		for (at = 0; at < size; at += *(unsigned short *)(entries + at + 16)) {
			int tid = parse(entries + at + 19);

			if (tid && count < 16)
				tids[count++] = tid;
		}
	}
	for (i = 0; i < count; i++) {
		if (raw(SYS_ptrace, PTRACE_ATTACH, tids[i], 0, 0) != 0)
			return 1;
		if (raw(SYS_wait4, tids[i], (long)&status, __WALL, 0) != tids[i])
			return 2;
		if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGSTOP)
			return 3;
		atomic_fetch_add(&attached, 1);
	}
	for (i = 0; i < count; i++) {
		if (raw(SYS_ptrace, PTRACE_GETREGSET, tids[i], NT_PRSTATUS, (long)&iov) ==
			    0 &&
		    regs.rsp != 0)
			atomic_fetch_add(&read_registers, 1);
	}
	for (i = 0; i < count; i++)
		if (raw(SYS_ptrace, PTRACE_DETACH, tids[i], 0, 0) == 0)
			atomic_fetch_add(&detached, 1);
	return 0;
}

SCENARIO
{
	pthread_t handle[THREADS];
	pid_t helper;
	int directory, i;

	for (i = 0; i < THREADS; i++)
		must(pthread_create(&handle[i], NULL, sleeper, &thread_stack_mark[i]) ==
		     0);
	while (atomic_load(&ready) < THREADS)
		pause_briefly();
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	directory = open("/proc/self/task", O_RDONLY | O_DIRECTORY);
	must(directory >= 0);
	helper = clone(examine, stack + sizeof(stack),
		       CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_UNTRACED, &directory);
	must(helper > 0);
	name_task(helper, "helper");
	show_wait(helper, __WALL);
	say("attached %d, registers of %d, detached %d", atomic_load(&attached),
	    atomic_load(&read_registers), atomic_load(&detached));
	stop = true;
	for (i = 0; i < THREADS; i++)
		pthread_join(handle[i], NULL);
	say("all threads run on");
}
