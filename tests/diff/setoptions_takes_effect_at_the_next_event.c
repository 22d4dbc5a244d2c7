/* Options may be changed in any ptrace-stop, and cleared again. */
#include "scenario.h"

static void body(void)
{
	int i;

	block_signal(SIG_BLOCK, SIGCHLD);
	for (i = 0; i < 3; i++) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(0);
		wait_quietly(pid);
		signal_self(SIGUSR1);
	}
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body), child;

	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEFORK);
	resume(PTRACE_CONT, tracee, 0);
	child = event_message(tracee);
	name_task(child, "child");
	show_wait(child, 0);
	TRY(PTRACE_DETACH, child, 0, 0);
	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_SETOPTIONS, tracee, 0, 0);
	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_SETOPTIONS, tracee, 0, 0x10000000);
	TRY(PTRACE_SETOPTIONS, tracee, 0, 0x100);
	TRY(PTRACE_SETOPTIONS, tracee, 0, -1);
	TRY(PTRACE_SETOPTIONS, tracee, 12345, PTRACE_O_EXITKILL);
	resume(PTRACE_CONT, tracee, 0);
}
