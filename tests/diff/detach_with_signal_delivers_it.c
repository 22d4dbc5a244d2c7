/* "PTRACE_DETACH: Restart the stopped tracee as for PTRACE_CONT" - signal included. */
#include "scenario.h"

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)context;
	say("tracee: handler of %s: %s", signal_name(sig), info_text(info));
}

static void body(void)
{
	handle(SIGUSR1, handler, 0);
	signal_self(SIGUSR1);
	_exit(2);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_DETACH, tracee, 0, SIGUSR1);
	show_wait(tracee, 0);

	tracee = start_traced(body);
	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_DETACH, tracee, 0, SIGTERM);
	show_wait(tracee, 0);
}
