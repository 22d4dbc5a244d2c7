/* wait4(2) and waitid(2) with NULL for the status, the siginfo and the rusage consume the event. */
#include "scenario.h"

static void body(void)
{
	signal_self(SIGUSR1);
	signal_self(SIGUSR2);
	_exit(5);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct rusage usage;
	long result;

	DO(PTRACE_CONT, tracee, 0, 0);
	result = syscall(SYS_wait4, tracee, NULL, 0, NULL);
	say("wait4 %s", task_name(result));
	show_wait(tracee, WNOHANG);
	DO(PTRACE_CONT, tracee, 0, 0);
	result = syscall(SYS_waitid, P_PID, tracee, NULL, WSTOPPED, NULL);
	say("waitid %ld", result);
	show_wait(tracee, WNOHANG);
	DO(PTRACE_CONT, tracee, 0, 0);
	result = syscall(SYS_waitid, P_PID, tracee, NULL, WEXITED | WNOWAIT, &usage);
	say("waitid %ld", result);
	result = syscall(SYS_wait4, tracee, NULL, 0, &usage);
	say("wait4 %s", task_name(result));
}
