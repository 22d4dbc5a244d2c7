/*
 * "PTRACE_O_TRACEFORK: Stop the tracee at the next fork(2) and automatically
 * start tracing the newly forked process, which will start with a SIGSTOP"
 */
#include "scenario.h"

static void body(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(21);
	waitpid(pid, &status, 0);
	say("tracee: its child %s", status_text(status));
	_exit(22);
}

SCENARIO
{
	pid_t tracee = start_traced(body), child;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEFORK);
	say("message before: %lu", event_message(tracee));
	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	child = event_message(tracee);
	name_task(child, "child");
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_wait(child, 0);
	show_siginfo(child);
	TRY(PTRACE_CONT, child, 0, 0);
	show_wait(child, 0);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
