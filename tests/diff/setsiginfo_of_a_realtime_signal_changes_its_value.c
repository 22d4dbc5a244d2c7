/* SETSIGINFO at a signal-delivery-stop: with the same number it is kept, with another it is replaced. */
#include "scenario.h"

static void on_signal(int sig, siginfo_t *info, void *context)
{
	(void)context;
	say("tracee: %s %s value %d from %s", signal_name(sig),
	    code_name(sig, info->si_code), info->si_value.sival_int,
	    task_name(info->si_pid));
}

static void body(void)
{
	union sigval value = { 1 };
	int i;

	handle(SIGRTMIN + 1, on_signal, 0);
	handle(SIGUSR2, on_signal, 0);
	for (i = 0; i < 3; i++)
		sigqueue(getpid(), SIGRTMIN + 1, value);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	siginfo_t info;

	resume(PTRACE_CONT, tracee, 0);
	DO(PTRACE_GETSIGINFO, tracee, 0, &info);
	info.si_value.sival_int = 42;
	TRY(PTRACE_SETSIGINFO, tracee, 0, &info);
	resume(PTRACE_CONT, tracee, SIGRTMIN + 1);
	/* the number in the siginfo is not the one that is injected */
	info.si_signo = SIGUSR2;
	TRY(PTRACE_SETSIGINFO, tracee, 0, &info);
	resume(PTRACE_CONT, tracee, SIGRTMIN + 1);
	info.si_signo = SIGUSR2;
	info.si_value.sival_int = 43;
	TRY(PTRACE_SETSIGINFO, tracee, 0, &info);
	resume(PTRACE_CONT, tracee, SIGUSR2);
}
