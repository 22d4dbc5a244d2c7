/* SIGSEGV of a wild access: suppressed, it comes again; passed on, it kills. */
#include "scenario.h"

static void body(void)
{
	*(volatile int *)16 = 1;
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	siginfo_t info;

	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	DO(PTRACE_GETSIGINFO, tracee, 0, &info);
	say("address %p", info.si_addr);
	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, SIGSEGV);
}
