/* "Signal injection" in the stop of PTRACE_ATTACH, while a signal of the same number is pending:
 * the injected one is delivered at once, the pending one stops the tracee afterwards. */
#include "scenario.h"

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	say("tracee: %s", info_text(info));
	atomic_fetch_add(&shared->word[1], 1);
}

static void body(void)
{
	handle(SIGUSR1, handler, 0);
	spin();
}

SCENARIO
{
	pid_t tracee = start_as("tracee", body);

	await_spinning();
	attach(tracee);
	must(syscall(SYS_tgkill, tracee, tracee, SIGUSR1) == 0);
	resume(PTRACE_CONT, tracee, SIGUSR1);
	say("handled before: %ld", atomic_load(&shared->word[1]));
	show_siginfo(tracee);
	DO(PTRACE_CONT, tracee, 0, SIGUSR1);
	await_word(1, 2);
	kill_and_reap(tracee);
}
