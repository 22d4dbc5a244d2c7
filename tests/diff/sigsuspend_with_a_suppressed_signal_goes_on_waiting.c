/* sigsuspend(2) returns only for a signal that is delivered. */
#include "scenario.h"

static void handler(int sig)
{
	say("tracee: handler of %s", signal_name(sig));
}

static void body(void)
{
	sigset_t none;

	signal(SIGUSR1, handler);
	block_signal(SIG_BLOCK, SIGUSR1);
	sigemptyset(&none);
	sigsuspend(&none);
	say("tracee: sigsuspend: %s", error_name(errno));
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_rt_sigsuspend);
	kill(tracee, SIGUSR1);
	show_wait(tracee, 0);
	DO(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_rt_sigsuspend);
	say("waits on");
	kill(tracee, SIGUSR1);
	show_wait(tracee, 0);
	resume(PTRACE_CONT, tracee, SIGUSR1);
}
