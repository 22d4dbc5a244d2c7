/* "EIO: ... an invalid signal was specified during a restart request." */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);

	TRY(PTRACE_CONT, tracee, 0, 65);
	TRY(PTRACE_CONT, tracee, 0, 1000);
	TRY(PTRACE_CONT, tracee, 0, -1);
	TRY(PTRACE_SYSCALL, tracee, 0, 65);
	TRY(PTRACE_SINGLESTEP, tracee, 0, 65);
	TRY(PTRACE_SYSEMU, tracee, 0, 65);
	TRY(PTRACE_DETACH, tracee, 0, 65);
	TRY(PTRACE_DETACH, tracee, 0, -1);
	show_siginfo(tracee);
	TRY(PTRACE_CONT, tracee, 0, 64);
	show_wait(tracee, 0);
}
