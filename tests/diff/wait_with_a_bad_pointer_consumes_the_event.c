/* wait4(2) to a bad address fails with EFAULT, and the event is gone all the same. */
#include "scenario.h"

static void body(void)
{
	signal_self(SIGUSR1);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	long result;

	DO(PTRACE_CONT, tracee, 0, 0);
	result = syscall(SYS_wait4, tracee, 16, 0, NULL);
	say("wait4 to a bad pointer: %s", result < 0 ? error_name(errno) : "ok");
	show_siginfo(tracee);
	show_wait(tracee, WNOHANG);
	DO(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, 0);
}
