/* PTRACE_OLDSETOPTIONS: the number that SETOPTIONS had once does the same. */
#include "scenario.h"

enum { OLDSETOPTIONS = 21 };

static void body(void)
{
	syscall(SYS_getppid);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	TRY(OLDSETOPTIONS, tracee, 0, 0x100);
	TRY(OLDSETOPTIONS, tracee, 0, -1);
	TRY(OLDSETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSCALL, tracee, 0);
	TRY(OLDSETOPTIONS, tracee, 0, 0);
	resume(PTRACE_SYSCALL, tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
}
