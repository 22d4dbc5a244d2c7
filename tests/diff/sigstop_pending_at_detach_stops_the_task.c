/* A SIGSTOP that the tracer has sent to a thread which had stopped for something else, as
 * debuggers do when several threads stop at a time, is pending still when it detaches. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_seized(sleep_forever, 0);

	await_call(tracee, SYS_pause);
	must(syscall(SYS_tgkill, tracee, tracee, SIGUSR1) == 0);
	show_wait(tracee, __WALL);
	must(syscall(SYS_tgkill, tracee, tracee, SIGSTOP) == 0);
	show_wait(tracee, __WALL | WNOHANG);
	TRY(PTRACE_DETACH, tracee, 0, 0);
	show_wait(tracee, WUNTRACED);
	await_stopped(tracee);
	kill(tracee, SIGCONT);
	await_call(tracee, SYS_pause);
	kill_and_reap(tracee);
}
