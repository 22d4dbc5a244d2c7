/*
 * "restarting ... from syscall-stops: the signal is injected" - it becomes a
 * signal of the task's own, with a signal-delivery-stop to come.
 */
#include "scenario.h"

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)context;
	say("tracee: handler of %s: %s", signal_name(sig), info_text(info));
}

static void body(void)
{
	handle(SIGUSR1, handler, 0);
	signal_self(SIGUSR2);
	getppid();
	getuid();
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_SYSCALL, tracee, SIGUSR1);
	show_call(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_SYSCALL, tracee, SIGUSR1);
	show_call(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
