/* PTRACE_EVENT_VFORK, the child's end, and only then PTRACE_EVENT_VFORK_DONE. */
#include "scenario.h"

static void body(void)
{
	pid_t pid = vfork();

	if (pid == 0)
		_exit(1);
	block_signal(SIG_BLOCK, SIGCHLD);
	wait_quietly(pid);
	_exit(2);
}

SCENARIO
{
	pid_t tracee = start_traced(body), child;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEVFORK | PTRACE_O_TRACEVFORKDONE);
	resume(PTRACE_CONT, tracee, 0);
	child = event_message(tracee);
	name_task(child, "child");
	show_siginfo(tracee);
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_wait(child, 0);
	show_wait(tracee, WNOHANG);
	TRY(PTRACE_CONT, child, 0, 0);
	show_wait(child, 0);
	show_wait(tracee, 0);
	say("message: %s", task_name(event_message(tracee)));
	show_siginfo(tracee);
	do
		DO(PTRACE_CONT, tracee, 0, 0);
	while (WIFSTOPPED(show_wait(tracee, 0)));
}
