/* "si_code is set to SIGTRAP or (SIGTRAP|0x80)": how a syscall-stop can be told. */
#include "scenario.h"

static void body(void)
{
	getppid();
	getuid();
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_SYSCALL, tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_siginfo(tracee);
	say("with the option set at an exit, and cleared at an entry");
	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_siginfo(tracee);
	DO(PTRACE_SETOPTIONS, tracee, 0, 0);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
