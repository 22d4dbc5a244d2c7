/* A 32-bit tracer has words of 4 bytes, its own user area, and its own siginfo and regsets. */
#include "scenario.h"

static volatile int words[2] = { 0x11223344, 0x55667788 };

static void body(void)
{
	union sigval value = { .sival_int = 42 };

	sigqueue(getpid(), SIGUSR1, value);
	syscall(SYS_getppid);
	_exit(words[0] == 5 && words[1] == 0x55667788 ? 7 : 8);
}

static void show_registers(pid_t tracee)
{
	struct user_regs_struct regs = get_regs(tracee);
	struct user_fpregs_struct fp;
	struct user_fpxregs_struct fpx;
	struct iovec iov = { &regs, sizeof(regs) };
	int word = 0;

	memset(&fpx, 0, sizeof(fpx));
	TRY(PTRACE_PEEKUSR, tracee, offsetof(struct user, regs.orig_eax), &word);
	say("orig_eax is the same: %d", word == regs.orig_eax);
	TRY(PTRACE_PEEKUSR, tracee, sizeof(struct user) + 4, &word);
	TRY(PTRACE_PEEKUSR, tracee, 2, &word);
	TRY(PTRACE_GETFPREGS, tracee, 0, &fp);
	say("cwd %lx", fp.cwd & 0xffff);
	TRY(PTRACE_GETFPXREGS, tracee, 0, &fpx);
	say("mxcsr %lx", fpx.mxcsr);
	fpx.xmm_space[0] = 0x12345678;
	TRY(PTRACE_SETFPXREGS, tracee, 0, &fpx);
	TRY(PTRACE_GETREGSET, tracee, NT_PRSTATUS, &iov);
	say("%u bytes", (unsigned)iov.iov_len);
	TRY(30 /* ARCH_PRCTL */, tracee, &word, 0x1003);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	int word = 0, message = -1;

	TRY(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXIT);
	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	TRY(PTRACE_PEEKDATA, tracee, &words[0], &word);
	say("%x", word);
	TRY(PTRACE_POKEDATA, tracee, &words[0], 5);
	TRY(PTRACE_PEEKDATA, tracee, &words[1], &word);
	say("%x", word);
	TRY(PTRACE_PEEKDATA, tracee, 16, &word);
	TRY(PTRACE_PEEKDATA, tracee, &words[1], 16);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	show_siginfo(tracee);
	show_registers(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_GETEVENTMSG, tracee, 0, &message);
	say("message %x", message);
	resume(PTRACE_CONT, tracee, 0);
}
