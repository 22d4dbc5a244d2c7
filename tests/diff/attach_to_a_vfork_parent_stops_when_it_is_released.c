/* A task that waits for its vfork child can be killed, not stopped: an attach is served afterwards. */
#include "scenario.h"

static struct gate leave;

static void body(void)
{
	pid_t child = vfork();

	if (child == 0) {
		gate_pass(&leave);
		_exit(0);
	}
	atomic_store(&shared->word[0], 1);
	sleep_forever();
}

SCENARIO
{
	pid_t tracee;

	leave = gate_new();
	tracee = start_as("tracee", body);
	await_call(tracee, SYS_vfork);
	TRY(PTRACE_ATTACH, tracee, 0, 0);
	show_wait(tracee, WNOHANG);
	TRY(PTRACE_CONT, tracee, 0, 0);
	gate_open(&leave);
	show_wait(tracee, 0);
	say("released: %ld", atomic_load(&shared->word[0]));
	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_CONT, tracee, 0, SIGCHLD);
	await_word(0, 1);
	kill_and_reap(tracee);
}
