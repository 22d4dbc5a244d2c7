/* PTRACE_SETOPTIONS with a bit that is no option: EINVAL, and the options are as before. */
#include "scenario.h"

static void body(void)
{
	syscall(SYS_getppid);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	TRY(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	TRY(PTRACE_SETOPTIONS, tracee, 0, 1UL << 8);
	TRY(PTRACE_SETOPTIONS, tracee, 0, 1UL << 32);
	TRY(PTRACE_SETOPTIONS, tracee, 0, 1UL << 22 | PTRACE_O_TRACEEXIT);
	TRY(PTRACE_SETOPTIONS, tracee, 0, -1L);
	TRY(PTRACE_OLDSETOPTIONS, tracee, 0, 1UL << 9);
	/* addr is not looked at */
	TRY(PTRACE_SETOPTIONS, tracee, -1L, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSCALL, tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
}
