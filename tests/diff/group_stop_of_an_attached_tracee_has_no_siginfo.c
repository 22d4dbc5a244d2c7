/* "If PTRACE_GETSIGINFO fails with EINVAL, then it is definitely a group-stop." */
#include "scenario.h"

static void body(void)
{
	signal_self(SIGSTOP);
	say("tracee: runs on");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, SIGSTOP);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
