/* A call that a filter answers: an entry, an exit with its errno, and no other sign. */
#include "scenario.h"

static void body(void)
{
	filter_call(SYS_getppid, SECCOMP_RET_ERRNO | EBUSY);
	signal_self(SIGUSR1);
	syscall(SYS_getppid);
	syscall(SYS_getuid);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	int i;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP);
	resume(PTRACE_CONT, tracee, 0);
	for (i = 0; i < 5; i++) {
		resume(PTRACE_SYSCALL, tracee, 0);
		show_call(tracee);
	}
	resume(PTRACE_CONT, tracee, 0);
}
