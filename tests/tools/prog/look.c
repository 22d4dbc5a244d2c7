/* SPDX-License-Identifier: MIT
 * look.c: look PID ADDR: attach to a process, print 16 bytes of its code as each way to read
 * memory shows them, and let it go. Also reads as only dumps make them, and after some work: waits
 * that last, for a child that it traces, and other calls.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	SIZE = 16,
	HALF = SIZE / 2,
	QUARTER = SIZE / 4,
	DUMP = 1000,
	WORK = 1000,
	WAITS = 3,
	PAUSE_US = 50000
};

static void show(const char *way, const unsigned char *bytes, ssize_t got)
{
	int i;

	printf("%s: %zd", way, got);
	for (i = 0; i < SIZE; i++)
		printf(" %02x", bytes[i]);
	puts("");
}

static void by_process_vm_readv(pid_t pid, char *addr)
{
	unsigned char bytes[SIZE] = { 0 };
	struct iovec whole = { bytes, SIZE }, there = { addr, SIZE };
	struct iovec local[2] = { { bytes, QUARTER },
				  { bytes + QUARTER, SIZE - QUARTER } };
	struct iovec remote[3] = { { addr, 1 },
				   { addr + 1, HALF },
				   { addr + 1 + HALF, HALF } };

	show("process_vm_readv", bytes, process_vm_readv(pid, &whole, 1, &there, 1, 0));
	memset(bytes, 0, SIZE);
	show("in pieces", bytes, process_vm_readv(pid, local, 2, remote, 3, 0));
}

static void by_peek(pid_t pid, char *addr)
{
	long words[SIZE / sizeof(long)];

	words[0] = ptrace(PTRACE_PEEKTEXT, pid, addr, 0);
	words[1] = ptrace(PTRACE_PEEKTEXT, pid, addr + sizeof(long), 0);
	show("PTRACE_PEEKTEXT", (unsigned char *)words, SIZE);
}

/* Each wait lasts so long that it is left to the kernel. */
static void work_as_tracer(void)
{
	pid_t child = fork();
	int i, status;

	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		for (i = 0; i < WAITS; i++) {
			usleep(PAUSE_US);
			raise(SIGSTOP);
		}
		_exit(0);
	}
	while (waitpid(child, &status, 0) == child && WIFSTOPPED(status))
		ptrace(PTRACE_CONT, child, 0, 0);
}

static void by_file(pid_t pid, char *addr)
{
	unsigned char bytes[DUMP] = { 0 };
	off_t at = (off_t)(unsigned long)addr;
	char path[32];
	int fd, i;

	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	fd = open(path, O_RDONLY);
	for (i = 0; i < WORK; i++)
		getppid();
	show("pread64", bytes, pread(fd, bytes, SIZE, at));
	memset(bytes, 0, SIZE);
	show("in a dump", bytes, pread(fd, bytes, DUMP, at) / DUMP * SIZE);
	memset(bytes, 0, SIZE);
	if (lseek(fd, at, SEEK_SET) == at)
		show("at the position", bytes, read(fd, bytes, DUMP) / DUMP * SIZE);
	close(fd);
}

int main(int argc, char **argv)
{
	pid_t pid;
	char *addr;

	if (argc != 3)
		return 2;
	pid = atoi(argv[1]);
	addr = (char *)strtoul(argv[2], NULL, 0);
	if (ptrace(PTRACE_SEIZE, pid, 0, 0) || ptrace(PTRACE_INTERRUPT, pid, 0, 0) ||
	    waitpid(pid, NULL, __WALL) != pid)
		return 1;
	by_process_vm_readv(pid, addr);
	by_peek(pid, addr);
	work_as_tracer();
	by_file(pid, addr);
	return ptrace(PTRACE_DETACH, pid, 0, 0) ? 1 : 0;
}
