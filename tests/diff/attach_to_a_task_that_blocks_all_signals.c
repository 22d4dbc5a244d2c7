/* SIGSTOP cannot be blocked, so neither can an attach. */
#include "scenario.h"

static void body(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	atomic_store(&shared->word[1], 1);
	sleep_forever();
}

SCENARIO
{
	pid_t tracee = start_as("tracee", body);

	await_word(1, 1);
	TRY(PTRACE_ATTACH, tracee, 0, 0);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	kill(tracee, SIGTERM);
	TRY(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_pause);
	show_wait(tracee, WNOHANG);
	kill_and_reap(tracee);
}
