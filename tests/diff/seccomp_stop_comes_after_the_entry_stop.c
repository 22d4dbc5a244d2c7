/* "Seccomp stops ... since Linux 4.8": entry, seccomp, exit; from there the call may be changed. */
#include "scenario.h"

static void body(void)
{
	filter_call(SYS_getppid, SECCOMP_RET_TRACE | 5);
	signal_self(SIGUSR1);
	syscall(SYS_getppid);
	say("tracee: changed: %d", syscall(SYS_getppid) == getpid());
	say("tracee: skipped: %ld", syscall(SYS_getppid));
	say("tracee: %s", syscall(SYS_getppid) == -1 ? error_name(errno) : "no error");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	int i;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP);
	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_SYSCALL, tracee, 0); /* the exit of tgkill */
	for (i = 0; i < 3; i++) {
		resume(PTRACE_SYSCALL, tracee, 0);
		show_call(tracee);
		say("message: %lu", event_message(tracee));
	}
	resume(PTRACE_CONT, tracee, 0);
	set_call(tracee, SYS_getpid, -ENOSYS);
	resume(PTRACE_CONT, tracee, 0);
	set_call(tracee, -1, 1234);
	resume(PTRACE_CONT, tracee, 0);
	set_call(tracee, -1, -EBUSY);
	resume(PTRACE_CONT, tracee, 0);
}
