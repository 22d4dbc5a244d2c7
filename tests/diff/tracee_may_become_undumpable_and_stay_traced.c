/* prctl(PR_SET_DUMPABLE) of a tracee takes nothing from a tracer that it has already. */
#include "scenario.h"

static void body(void)
{
	prctl(PR_SET_DUMPABLE, 0);
	signal_self(SIGUSR1);
	_exit(6);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	unsigned long word;

	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_PEEKDATA, tracee, &shared, &word);
	say("read: %s", word == (unsigned long)shared ? "right" : "wrong");
	TRY(PTRACE_POKEDATA, tracee, &shared, word);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
