/* SETSIGINFO at a syscall-stop is accepted, and changes what GETSIGINFO tells. */
#include "scenario.h"

static void body(void)
{
	getppid();
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	siginfo_t info;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSCALL, tracee, 0);
	DO(PTRACE_GETSIGINFO, tracee, 0, &info);
	info.si_signo = SIGUSR1;
	info.si_code = SI_QUEUE;
	info.si_value.sival_int = 3;
	TRY(PTRACE_SETSIGINFO, tracee, 0, &info);
	show_siginfo(tracee);
	show_call(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
