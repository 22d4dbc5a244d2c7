/* Nothing of an attachment is left after PTRACE_DETACH, not even its options. */
#include "scenario.h"

static void body(void)
{
	for (;;)
		getppid();
}

SCENARIO
{
	pid_t tracee = start_seized(body, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXIT);

	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	show_wait(tracee, 0);
	TRY(PTRACE_DETACH, tracee, 0, 0);
	TRY(PTRACE_DETACH, tracee, 0, 0);
	TRY(PTRACE_CONT, tracee, 0, 0);
	TRY(PTRACE_ATTACH, tracee, 0, 0);
	show_wait(tracee, 0);
	resume(PTRACE_SYSCALL, tracee, 0);
	TRY(PTRACE_DETACH, tracee, 0, SIGTERM);
	show_wait(tracee, 0);
}
