/* Two things wrong at once: which errno comes first. */
#include "scenario.h"

#define NOWHERE 16UL

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);
	struct iovec iov = { (void *)NOWHERE, 216 }, odd = { (void *)NOWHERE, 3 };

	TRY(PTRACE_PEEKDATA, tracee, NOWHERE, NOWHERE);
	TRY(PTRACE_PEEKUSR, tracee, 3, NOWHERE);
	TRY(PTRACE_GETSIGMASK, tracee, 4, NOWHERE);
	TRY(PTRACE_SETSIGMASK, tracee, 4, NOWHERE);
	TRY(PTRACE_GETREGSET, tracee, 0x7777, NOWHERE);
	TRY(PTRACE_GETREGSET, tracee, 0x7777, &iov);
	TRY(PTRACE_SETREGSET, tracee, 0x7777, &iov);
	TRY(PTRACE_GETREGSET, tracee, NT_PRSTATUS, &odd);
	TRY(PTRACE_SETREGSET, tracee, NT_PRSTATUS, &odd);
	TRY(PTRACE_CONT, tracee, 0, 65);
	TRY(PTRACE_LISTEN, tracee, 0, 65);
	resume(PTRACE_CONT, tracee, SIGSTOP);
	/* the group-stop has no siginfo */
	TRY(PTRACE_GETSIGINFO, tracee, 0, NOWHERE);
	TRY(PTRACE_SETSIGINFO, tracee, 0, NOWHERE);
	DO(PTRACE_CONT, tracee, 0, 0);
	/* running: nothing else is looked at */
	TRY(PTRACE_PEEKDATA, tracee, NOWHERE, NOWHERE);
	TRY(PTRACE_CONT, tracee, 0, 65);
	TRY(PTRACE_SETOPTIONS, tracee, 0, -1L);
	TRY(0x7777, tracee, 0, 0);
	TRY(PTRACE_ATTACH, tracee, 0, 0);
	TRY(PTRACE_SEIZE, tracee, 1, 0);
	kill_and_reap(tracee);
	TRY(PTRACE_CONT, tracee, 0, 65);
	TRY(0x7777, tracee, 0, 0);
}
