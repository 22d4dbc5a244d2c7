/* A sleep that went on by restart_syscall(2), then a signal with a handler: EINTR, SA_RESTART or not. */
#include "scenario.h"

static void on_signal(int sig, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	say("tracee: %s", signal_name(sig));
}

static void body(void)
{
	struct timespec time = { 100, 0 };
	long result;

	handle(SIGUSR2, on_signal, SA_RESTART);
	result = syscall(SYS_nanosleep, &time, NULL);
	say("tracee: %s", result < 0 ? error_name(errno) : "ok");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_nanosleep);
	kill(tracee, SIGUSR1);
	show_wait(tracee, 0);
	show_interrupted_call(tracee);
	DO(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_restart_syscall);
	kill(tracee, SIGUSR2);
	show_wait(tracee, 0);
	show_interrupted_call(tracee);
	resume(PTRACE_CONT, tracee, SIGUSR2);
}
