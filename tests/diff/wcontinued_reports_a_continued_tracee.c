/* WCONTINUED: the tracer, child's parent or not, can hear that the group was continued. */
#include "scenario.h"

static void continue_it(pid_t pid)
{
	kill(pid, SIGSTOP);
	show_wait(pid, 0);
	resume(PTRACE_CONT, pid, SIGSTOP);
	TRY(PTRACE_LISTEN, pid, 0, 0);
	show_wait(pid, WNOHANG | WCONTINUED);
	kill(pid, SIGCONT);
	await_state(pid, "t");
	show_wait(pid, 0);
	show_wait(pid, WNOHANG | WCONTINUED);
	show_wait(pid, WNOHANG | WCONTINUED);
	resume(PTRACE_CONT, pid, 0);
}

SCENARIO
{
	pid_t tracee = start_seized(sleep_forever, 0);

	await_call(tracee, SYS_pause);
	continue_it(tracee);
	kill_and_reap(tracee);
}
