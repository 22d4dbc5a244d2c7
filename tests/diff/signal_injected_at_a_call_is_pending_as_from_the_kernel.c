/* PTRACE_SYSCALL with a signal at a syscall-stop sends it, ptrace_report_syscall(): if it is
 * blocked, PTRACE_PEEKSIGINFO shows it among the pending ones, with SI_KERNEL. */
#include "scenario.h"

static void body(void)
{
	block_signal(SIG_BLOCK, SIGUSR1);
	block_signal(SIG_BLOCK, SIGRTMIN);
	signal_self(SIGSTOP);
	syscall(SYS_getppid);
	block_signal(SIG_UNBLOCK, SIGUSR1);
}

static void show_pending(pid_t tracee)
{
	struct ptrace_peeksiginfo_args args = { .nr = 4 };
	siginfo_t infos[4];
	long n = ptrace_call(PTRACE_PEEKSIGINFO, tracee, (unsigned long)&args,
			     (unsigned long)infos),
	     i;

	say("pending: %s", result_text(n));
	for (i = 0; i < n; i++)
		say("  %s", info_text(&infos[i]));
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_SYSCALL, tracee, 0);
	resume(PTRACE_SYSCALL, tracee, SIGUSR1);
	show_pending(tracee);
	resume(PTRACE_SYSCALL, tracee, SIGRTMIN);
	show_pending(tracee);
	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
