/* In a call that has set a mask for a while, the request tells the saved mask. */
#include "scenario.h"

static void body(void)
{
	sigset_t set;

	block_signal(SIG_BLOCK, SIGUSR1);
	sigfillset(&set);
	sigdelset(&set, SIGUSR2);
	sigsuspend(&set);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	unsigned long set = 0;

	DO(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_rt_sigsuspend);
	kill(tracee, SIGUSR2);
	show_wait(tracee, 0);
	TRY(PTRACE_GETSIGMASK, tracee, 8, &set);
	say("mask is %s", set == 1UL << (SIGUSR1 - 1) ? "the saved one" : "another");
	kill_and_reap(tracee);
}
