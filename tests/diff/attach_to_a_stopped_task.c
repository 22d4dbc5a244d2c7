/* Attaching to a task that a SIGSTOP stopped: first its stop, then the attach's SIGSTOP. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_as("tracee", sleep_forever);

	kill(tracee, SIGSTOP);
	show_wait(tracee, WUNTRACED);
	TRY(PTRACE_ATTACH, tracee, 0, 0);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	TRY(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_pause);
	show_wait(tracee, WNOHANG);
	kill(tracee, SIGCONT);
	show_wait(tracee, 0);
	kill(tracee, SIGKILL);
	show_wait(tracee, 0);
}
