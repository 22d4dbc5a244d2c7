/* "EFAULT: there was an attempt to read from or write to an invalid area in the tracer's memory" */
#include "scenario.h"

SCENARIO
{
	struct ptrace_peeksiginfo_args args = { 0, 0, 1 };
	struct iovec iov = { (void *)16, 216 };
	pid_t tracee = start_traced(sleep_forever);

	kill(tracee, SIGUSR1);
	DO(PTRACE_SETOPTIONS, tracee, 0, 0);
	TRY(PTRACE_PEEKDATA, tracee, &shared, 16);
	TRY(PTRACE_PEEKUSR, tracee, 0, 16);
	TRY(PTRACE_GETREGS, tracee, 0, 16);
	TRY(PTRACE_SETREGS, tracee, 0, 16);
	TRY(PTRACE_GETFPREGS, tracee, 0, 16);
	TRY(PTRACE_SETFPREGS, tracee, 0, 16);
	TRY(PTRACE_GETSIGINFO, tracee, 0, 16);
	TRY(PTRACE_SETSIGINFO, tracee, 0, 16);
	TRY(PTRACE_GETEVENTMSG, tracee, 0, 16);
	TRY(PTRACE_GETREGSET, tracee, NT_PRSTATUS, 16);
	TRY(PTRACE_GETREGSET, tracee, NT_PRSTATUS, &iov);
	TRY(PTRACE_SETREGSET, tracee, NT_PRSTATUS, &iov);
	TRY(PTRACE_GETSIGMASK, tracee, 8, 16);
	TRY(PTRACE_SETSIGMASK, tracee, 8, 16);
	TRY(PTRACE_PEEKSIGINFO, tracee, 16, &iov);
	args.flags = PTRACE_PEEKSIGINFO_SHARED;
	TRY(PTRACE_PEEKSIGINFO, tracee, &args, 16);
	TRY(PTRACE_GET_SYSCALL_INFO, tracee, 88, 16);
	show_siginfo(tracee);
	kill_and_reap(tracee);
}
