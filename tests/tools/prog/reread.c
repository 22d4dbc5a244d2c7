/* SPDX-License-Identifier: MIT
 * reread.c: reread PID ADDR TIMES: attach to a process, say so, and wait for a byte of input. Then
 * read the code at ADDR by read(2) so many times, and tell how often there was a breakpoint, a read
 * failed, or a register that system calls leave alone had changed.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SIZE = 1000, CODE = 16, INT3 = 0xcc, R8 = 0x1111, R9 = 0x2222, R10 = 0x3333 };

static unsigned char bytes[SIZE];

/* False if a register has changed. */
static int read_code(int fd, long *got)
{
	register long r8 __asm__("r8") = R8, r9 __asm__("r9") = R9,
			 r10 __asm__("r10") = R10;

	__asm__ volatile("syscall"
			 : "=a"(*got), "+r"(r8), "+r"(r9), "+r"(r10)
			 : "0"((long)SYS_read), "D"((long)fd), "S"(bytes), "d"((long)SIZE)
			 : "rcx", "r11", "memory");
	return r8 == R8 && r9 == R9 && r10 == R10;
}

int main(int argc, char **argv)
{
	int i, fd, times, breakpoints = 0, failed = 0, changed = 0;
	char path[32];
	long got;

	if (argc != 4 || ptrace(PTRACE_SEIZE, atoi(argv[1]), 0, 0))
		return 1;
	times = atoi(argv[3]);
	snprintf(path, sizeof(path), "/proc/%s/mem", argv[1]);
	fd = open(path, O_RDONLY);
	puts("attached");
	fflush(stdout);
	if (read(STDIN_FILENO, path, 1) != 1)
		return 1;
	for (i = 0; i < times; i++) {
		lseek(fd, strtol(argv[2], NULL, 0), SEEK_SET);
		changed += !read_code(fd, &got);
		failed += got != SIZE;
		breakpoints += memchr(bytes, INT3, CODE) != NULL;
	}
	printf("%d breakpoints, %d failed, %d changed\n", breakpoints, failed, changed);
	return 0;
}
