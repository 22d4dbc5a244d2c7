/* A stop that was not waited for is not reported after the tracee has been resumed. */
#include "scenario.h"

static void body(void)
{
	signal_self(SIGUSR1);
	sleep_forever();
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_CONT, tracee, 0, 0);
	show_waitid(P_PID, tracee, WSTOPPED | WNOWAIT);
	TRY(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_pause);
	show_wait(tracee, WNOHANG);
	kill_and_reap(tracee);
}
