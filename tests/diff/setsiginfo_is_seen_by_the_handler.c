/* "PTRACE_SETSIGINFO: Set signal information" - what the handler then gets. */
#include "scenario.h"

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)context;
	say("tracee: handler of %s: %s", signal_name(sig), info_text(info));
}

static void body(void)
{
	handle(SIGUSR1, handler, 0);
	handle(SIGUSR2, handler, 0);
	signal_self(SIGUSR1);
	signal_self(SIGUSR1);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	siginfo_t info;

	resume(PTRACE_CONT, tracee, 0);
	DO(PTRACE_GETSIGINFO, tracee, 0, &info);
	info.si_code = SI_QUEUE;
	info.si_pid = getpid();
	info.si_value.sival_int = 77;
	TRY(PTRACE_SETSIGINFO, tracee, 0, &info);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, SIGUSR1);
	info.si_signo = SIGUSR2;
	TRY(PTRACE_SETSIGINFO, tracee, 0, &info);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, SIGUSR1);

	say("and with a number that agrees");
	tracee = start_traced(body);
	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_SETSIGINFO, tracee, 0, &info);
	resume(PTRACE_CONT, tracee, SIGUSR2);
	resume(PTRACE_CONT, tracee, 0);
}
