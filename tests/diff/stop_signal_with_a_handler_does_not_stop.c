/* SIGTSTP that is caught is a signal like others: no group-stop follows its delivery. */
#include "scenario.h"

static void on_tstp(int sig, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	say("tracee: caught %s", signal_name(sig));
}

static void body(void)
{
	own_group(0);
	handle(SIGTSTP, on_tstp, 0);
	signal_self(SIGTSTP);
	signal(SIGTSTP, SIG_IGN);
	signal_self(SIGTSTP);
	signal(SIGTSTP, SIG_DFL);
	signal_self(SIGTSTP);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, SIGTSTP);
	resume(PTRACE_CONT, tracee, SIGTSTP);
	resume(PTRACE_CONT, tracee, SIGTSTP);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
