/* /proc/PID/mem and process_vm_readv(2) are at a tracer's service, read-only pages included. */
#include "scenario.h"

static const char constant[] = "constant";
static char variable[16] = "variable";

static void body(void)
{
	signal_self(SIGUSR1);
	say("tracee: %s %s", constant, variable);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct iovec local, remote = { variable, sizeof(variable) };
	char buffer[16] = "";
	int fd;

	resume(PTRACE_CONT, tracee, 0);
	local.iov_base = buffer;
	local.iov_len = sizeof(buffer);
	say("readv %zd", process_vm_readv(tracee, &local, 1, &remote, 1, 0));
	say("'%s'", buffer);
	memcpy(buffer, "changed\0", 8);
	say("writev %zd", process_vm_writev(tracee, &local, 1, &remote, 1, 0));
	fd = open_memory(tracee);
	say("mem read %zd", pread(fd, buffer, 9, (off_t)constant));
	say("'%s'", buffer);
	say("mem write %zd", pwrite(fd, "replaced", 8, (off_t)constant));
	say("mem read of nothing %zd", pread(fd, buffer, 9, 16));
	resume(PTRACE_CONT, tracee, 0);
}
