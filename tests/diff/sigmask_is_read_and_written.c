/* "PTRACE_GETSIGMASK: Place a copy of the mask of blocked signals of the tracee ..." */
#include "scenario.h"

static void body(void)
{
	block_signal(SIG_BLOCK, SIGUSR1);
	block_signal(SIG_BLOCK, SIGHUP);
	signal_self(SIGUSR1);
	signal_self(SIGWINCH);
	getppid();
	_exit(0);
}

static const char *set_text(unsigned long set)
{
	char *text = scratch();

	snprintf(text, SCRATCH_SIZE, "%s%s%s%s%s",
		 set & 1UL << (SIGHUP - 1) ? " SIGHUP" : "",
		 set & 1UL << (SIGUSR1 - 1) ? " SIGUSR1" : "",
		 set & 1UL << (SIGKILL - 1) ? " SIGKILL" : "",
		 set & 1UL << (SIGSTOP - 1) ? " SIGSTOP" : "",
		 set & 1UL << (SIGTERM - 1) ? " SIGTERM" : "");
	return text;
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	unsigned long set = 0;

	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_GETSIGMASK, tracee, 8, &set);
	say("mask:%s", set_text(set));
	TRY(PTRACE_GETSIGMASK, tracee, 4, &set);
	TRY(PTRACE_GETSIGMASK, tracee, 128, &set);
	TRY(PTRACE_SETSIGMASK, tracee, 4, &set);
	TRY(PTRACE_SETSIGMASK, tracee, 128, &set);
	set = ~0UL;
	TRY(PTRACE_SETSIGMASK, tracee, 8, &set);
	DO(PTRACE_GETSIGMASK, tracee, 8, &set);
	say("mask:%s", set_text(set));
	set = 1UL << (SIGTERM - 1);
	TRY(PTRACE_SETSIGMASK, tracee, 8, &set);
	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	TRY(PTRACE_GETSIGMASK, tracee, 8, &set);
	say("mask:%s", set_text(set));
	kill(tracee, SIGTERM);
	resume(PTRACE_CONT, tracee, 0);
}
