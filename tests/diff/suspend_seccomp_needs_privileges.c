/* PTRACE_O_SUSPEND_SECCOMP: filters do not apply while it is set; only for the privileged, and not
 * for a tracer that has a filter itself. */
#include "scenario.h"

static void body(void)
{
	int i;

	filter_call(SYS_getppid, SECCOMP_RET_ERRNO | EBUSY);
	for (i = 0; i < 3; i++) {
		signal_self(SIGUSR1);
		say("tracee: %s",
		    syscall(SYS_getppid) == -1 ? error_name(errno) : "no error");
	}
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body), other;

	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_SUSPEND_SECCOMP);
	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_SETOPTIONS, tracee, 0, 0);
	resume(PTRACE_CONT, tracee, 0);
	other = start_as("other", sleep_forever);
	filter_call(SYS_getppid, SECCOMP_RET_ALLOW);
	TRY(PTRACE_SEIZE, other, 0, PTRACE_O_SUSPEND_SECCOMP);
	TRY(PTRACE_SEIZE, other, 0, PTRACE_O_TRACEEXEC);
	kill_and_reap(other);
}
