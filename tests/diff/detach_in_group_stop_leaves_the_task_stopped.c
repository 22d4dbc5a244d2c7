/* A tracee in group-stop that is detached stays stopped, and its parent can see it. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_seized(sleep_forever, 0);

	await_call(tracee, SYS_pause);
	kill(tracee, SIGSTOP);
	show_wait(tracee, 0);
	resume(PTRACE_CONT, tracee, SIGSTOP);
	TRY(PTRACE_DETACH, tracee, 0, 0);
	show_wait(tracee, WUNTRACED);
	await_stopped(tracee);
	show_wait(tracee, WNOHANG | WUNTRACED);
	kill(tracee, SIGCONT);
	await_call(tracee, SYS_pause);
	show_wait(tracee, WCONTINUED | WNOHANG);
	kill_and_reap(tracee);
}
