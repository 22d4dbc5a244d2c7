/* SPDX-License-Identifier: MIT
 * plant.c: plant PID ADDR: two tracers of one process, of which one plants a breakpoint at the
 * address, lifts it again and leaves, all the time, and the other one reads the byte there, as
 * debuggers do. Prints how often that was not the program's own.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READS = 4000, INT3 = 0xcc };

static int attach(pid_t pid)
{
	char path[32];

	if (ptrace(PTRACE_SEIZE, pid, 0, 0) || ptrace(PTRACE_INTERRUPT, pid, 0, 0) ||
	    waitpid(pid, NULL, __WALL) != pid)
		exit(1);
	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	return open(path, O_RDWR);
}

/* Until the reader closes its pipe. Each time as a new tracer: of what one had planted before, the
 * supervisor knows that it is to be hidden. */
static void plant(pid_t pid, off_t addr, int started, int ended)
{
	const unsigned char breakpoint = INT3;
	struct pollfd end = { .fd = ended };
	unsigned char own;
	int fd;

	do {
		fd = attach(pid);
		if (pread(fd, &own, 1, addr) != 1 || write(started, "", 1) != 1 ||
		    pwrite(fd, &breakpoint, 1, addr) != 1 ||
		    pwrite(fd, &own, 1, addr) != 1 || close(fd) ||
		    ptrace(PTRACE_DETACH, pid, 0, 0))
			exit(1);
	} while (poll(&end, 1, 0) == 0);
	exit(0);
}

static int read_all_the_time(int fd, off_t addr, unsigned char own)
{
	unsigned char byte, line[64];
	int i, strange = 0;

	for (i = 0; i < READS; i++) {
		byte = line[0] = 0;
		if (pread(fd, &byte, 1, addr) != 1 || byte != own)
			strange++;
		if (pread(fd, line, sizeof(line), addr) != sizeof(line) || line[0] != own)
			strange++;
	}
	return strange;
}

int main(int argc, char **argv)
{
	int fd, started[2], ended[2], status;
	unsigned char own;
	pid_t pid, planter;
	off_t addr;
	char byte;

	if (argc != 3 || pipe(started) || pipe(ended))
		return 2;
	pid = atoi(argv[1]);
	addr = (off_t)strtoul(argv[2], NULL, 0);
	fd = attach(pid);
	if (pread(fd, &own, 1, addr) != 1)
		return 1;
	planter = fork();
	if (planter == 0) {
		close(ended[1]);
		plant(pid, addr, started[1], ended[0]);
	}
	close(started[1]);
	if (read(started[0], &byte, 1) != 1) /* it has begun */
		return 1;
	printf("strange: %d\n", read_all_the_time(fd, addr, own));
	close(ended[1]);
	if (waitpid(planter, &status, 0) != planter || status != 0)
		return 1;
	return ptrace(PTRACE_DETACH, pid, 0, 0) ? 1 : 0;
}
