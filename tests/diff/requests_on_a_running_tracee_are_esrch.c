/*
 * "ESRCH: ... is not currently being traced by the caller, or is not stopped
 * (for requests that require a stopped tracee)."
 */
#include "scenario.h"

SCENARIO
{
	struct ptrace_peeksiginfo_args peek = { 0, 0, 1 };
	struct user_regs_struct regs;
	unsigned long word;
	siginfo_t info;
	struct iovec iov = { &regs, sizeof(regs) };
	pid_t tracee = start_as("tracee", spin);

	await_spinning();
	DO(PTRACE_SEIZE, tracee, 0, 0);
	TRY(PTRACE_PEEKTEXT, tracee, &shared, &word);
	TRY(PTRACE_PEEKDATA, tracee, &shared, &word);
	TRY(PTRACE_PEEKUSR, tracee, 0, &word);
	TRY(PTRACE_POKETEXT, tracee, &shared, 0);
	TRY(PTRACE_POKEDATA, tracee, &shared, 0);
	TRY(PTRACE_POKEUSR, tracee, 0, 0);
	TRY(PTRACE_CONT, tracee, 0, 0);
	TRY(PTRACE_SINGLESTEP, tracee, 0, 0);
	TRY(PTRACE_SYSCALL, tracee, 0, 0);
	TRY(PTRACE_GETREGS, tracee, 0, &regs);
	TRY(PTRACE_SETREGS, tracee, 0, &regs);
	TRY(PTRACE_GETFPREGS, tracee, 0, &regs);
	TRY(PTRACE_DETACH, tracee, 0, 0);
	TRY(PTRACE_SETOPTIONS, tracee, 0, 0);
	TRY(PTRACE_GETEVENTMSG, tracee, 0, &word);
	TRY(PTRACE_GETSIGINFO, tracee, 0, &info);
	TRY(PTRACE_SETSIGINFO, tracee, 0, &info);
	TRY(PTRACE_GETREGSET, tracee, NT_PRSTATUS, &iov);
	TRY(PTRACE_SETREGSET, tracee, NT_PRSTATUS, &iov);
	TRY(PTRACE_LISTEN, tracee, 0, 0);
	TRY(PTRACE_PEEKSIGINFO, tracee, &peek, &info);
	TRY(PTRACE_GETSIGMASK, tracee, 8, &word);
	TRY(PTRACE_SETSIGMASK, tracee, 8, &word);
	TRY(PTRACE_GET_SYSCALL_INFO, tracee, sizeof(regs), &regs);
	say("unknown request: %s", result_text(ptrace_call(9999, tracee, 0, 0)));
	await_spinning();
	kill_and_reap(tracee);
}
