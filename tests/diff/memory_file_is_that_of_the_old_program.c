/* An open /proc/PID/mem is the memory itself: when the process has executed another program, there
 * is nothing left to read or to write in it. */
#include "scenario.h"

static char variable[16] = "variable";

static void body(void)
{
	exec_exit(3);
}

static int open_memory(pid_t pid)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	fd = open(path, O_RDWR);
	must(fd >= 0);
	return fd;
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	int fd = open_memory(tracee);
	unsigned long ip;
	char code;

	say("read %zd", pread(fd, variable, 8, (off_t)variable));
	resume(PTRACE_CONT, tracee, 0);
	ip = get_regs(tracee).rip;
	say("read of the old program %zd", pread(fd, &code, 1, (off_t)ip));
	say("write to the old program %zd", pwrite(fd, "\xcc", 1, (off_t)ip));
	fd = open_memory(tracee);
	say("read of the new program %zd", pread(fd, &code, 1, (off_t)ip));
	resume(PTRACE_CONT, tracee, 0);
}
