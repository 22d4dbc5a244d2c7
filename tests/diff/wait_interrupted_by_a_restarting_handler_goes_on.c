/* With SA_RESTART the wait goes on after the handler, and loses nothing. */
#include "scenario.h"

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)context;
	(void)info;
	say("tracer: handler of %s", signal_name(sig));
	atomic_fetch_add(&shared->word[1], 1);
}

SCENARIO
{
	pid_t tracer = getpid(), tracee, helper;

	handle(SIGUSR1, handler, SA_RESTART);
	tracee = start_traced(sleep_forever);
	DO(PTRACE_CONT, tracee, 0, 0);
	helper = fork_as("helper");
	if (helper == 0) {
		await_call(tracer, SYS_wait4);
		kill(tracer, SIGUSR1);
		await_word(1, 1);
		await_call(tracer, SYS_wait4);
		kill(tracee, SIGUSR2);
		await_call(tracer, SYS_waitid);
		kill(tracer, SIGUSR1);
		await_word(1, 2);
		await_call(tracer, SYS_waitid);
		kill(tracee, SIGHUP);
		_exit(0);
	}
	show_wait(tracee, 0);
	DO(PTRACE_CONT, tracee, 0, 0);
	show_waitid(P_PID, tracee, WSTOPPED);
	show_wait(helper, 0);
	kill_and_reap(tracee);
}
