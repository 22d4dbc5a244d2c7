/* Detaching from a signal-delivery-stop with data 0 drops the signal. */
#include "scenario.h"

static void body(void)
{
	signal_self(SIGTERM);
	say("tracee: survived");
	signal_self(SIGTERM);
	_exit(2);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_DETACH, tracee, 0, 0);
	show_wait(tracee, 0);
	TRY(PTRACE_DETACH, tracee, 0, 0);
}
