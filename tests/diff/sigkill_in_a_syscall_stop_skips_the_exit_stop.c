/* A task killed in a syscall-enter-stop neither makes the call nor reports its exit. */
#include "scenario.h"

static void body(void)
{
	say("tracee: must not be printed");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	kill(tracee, SIGKILL);
	show_wait(tracee, 0);
	TRY(PTRACE_SYSCALL, tracee, 0, 0);
}
