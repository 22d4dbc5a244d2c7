/* "The tracee is sent a SIGSTOP": its stop is a signal-delivery-stop with a siginfo. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_as("tracee", sleep_forever);

	await_call(tracee, SYS_pause);
	TRY(PTRACE_ATTACH, tracee, 0, 0);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	show_interrupted_call(tracee);
	TRY(PTRACE_DETACH, tracee, 0, 0);
	show_wait(tracee, WNOHANG | WUNTRACED);
	kill(tracee, SIGTERM);
	show_wait(tracee, 0);
}
