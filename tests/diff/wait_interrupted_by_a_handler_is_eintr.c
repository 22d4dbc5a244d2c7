/* "EINTR: WNOHANG was not set and an unblocked signal ... was caught" */
#include "scenario.h"

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)context;
	say("tracer: handler of %s from %s", signal_name(sig), task_name(info->si_pid));
}

SCENARIO
{
	pid_t tracer = getpid(), tracee, helper;

	handle(SIGUSR1, handler, 0);
	tracee = start_traced(sleep_forever);
	DO(PTRACE_CONT, tracee, 0, 0);
	helper = fork_as("helper");
	if (helper == 0) {
		await_call(tracer, SYS_wait4);
		kill(tracer, SIGUSR1);
		await_call(tracer, SYS_waitid);
		kill(tracer, SIGUSR1);
		await_call(tracer, SYS_wait4);
		kill(tracee, SIGUSR2);
		_exit(0);
	}
	show_wait(tracee, 0);
	show_waitid(P_PID, tracee, WSTOPPED);
	show_wait(tracee, 0);
	show_wait(helper, 0);
	kill_and_reap(tracee);
}
