/* Calls that never sleep, as ptrace and tgkill, are made though a signal is pending. */
#include "scenario.h"

static void on_signal(int sig, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	say("tracee: %s", signal_name(sig));
}

static void body(void)
{
	pid_t self = getpid();
	long result;

	handle(SIGUSR1, on_signal, 0); /* no SA_RESTART */
	result = syscall(SYS_ptrace, PTRACE_CONT, self, 0, 0);
	say("tracee: ptrace: %s", result ? error_name(errno) : "0");
	result = syscall(SYS_tgkill, self, self + 1, SIGSTOP);
	say("tracee: tgkill: %s", result ? error_name(errno) : "0");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	bool entry = true;
	long nr;
	int sig;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	for (sig = 0;;) {
		int status;

		DO(PTRACE_SYSCALL, tracee, 0, sig);
		status = wait_quietly(tracee);
		if (!WIFSTOPPED(status))
			break;
		sig = WSTOPSIG(status);
		if (sig != (SIGTRAP | 0x80)) {
			say("tracer: %s", signal_name(sig));
			continue;
		}
		sig = 0;
		nr = (long)get_regs(tracee).orig_rax;
		if (nr == SYS_ptrace || nr == SYS_tgkill) {
			show_call(tracee);
			if (entry)
				must(syscall(SYS_tgkill, tracee, tracee, SIGUSR1) == 0);
		}
		entry = !entry;
	}
}
