/* What some debuggers do: vfork, TRACEME and exec in the child, on the parent's stack. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = vfork();

	if (tracee == 0) {
		if (ptrace_call(PTRACE_TRACEME, 0, 0, 0) == 0)
			exec_exit(8);
		_exit(1);
	}
	name_task(tracee, "tracee");
	show_wait(tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
