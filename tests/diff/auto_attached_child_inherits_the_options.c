/* "ptrace options are inherited by new tracees": a grandchild is reported too. */
#include "scenario.h"

static void body(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		pid = fork();
		if (pid == 0) {
			signal_self(SIGTRAP);
			_exit(1);
		}
		wait_quietly(pid);
		_exit(2);
	}
	wait_quietly(pid);
	_exit(3);
}

SCENARIO
{
	pid_t tracee = start_traced(body), child, grandchild;

	DO(PTRACE_SETOPTIONS, tracee, 0,
	   PTRACE_O_TRACEFORK | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXIT);
	resume(PTRACE_CONT, tracee, 0);
	child = event_message(tracee);
	name_task(child, "child");
	show_wait(child, 0);
	resume(PTRACE_CONT, child, 0);
	grandchild = event_message(child);
	name_task(grandchild, "grandchild");
	show_wait(grandchild, 0);
	resume(PTRACE_CONT, grandchild, 0);
	resume(PTRACE_SYSCALL, grandchild, 0);
	resume(PTRACE_CONT, grandchild, 0);
	say("message: %lx", event_message(grandchild));
	resume(PTRACE_CONT, grandchild, 0);
	TRY(PTRACE_CONT, child, 0, 0);
	show_wait(child, 0);
	show_siginfo(child);
	resume(PTRACE_CONT, child, 0);
	resume(PTRACE_CONT, child, 0);
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
}
