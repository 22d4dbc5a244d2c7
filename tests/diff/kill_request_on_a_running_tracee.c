/* PTRACE_KILL is let through to a tracee that is not stopped. */
#include "scenario.h"

static void body(void)
{
	gate_pass(&(struct gate){ { atomic_load(&shared->word[1]), -1 } });
	_exit(1);
}

SCENARIO
{
	struct gate gate = gate_new();
	pid_t tracee;

	atomic_store(&shared->word[1], gate.fd[0]);
	tracee = start_seized(body, 0);
	await_call(tracee, SYS_read);
	TRY(PTRACE_KILL, tracee, 0, 0);
	gate_open(&gate);
	show_wait(tracee, 0);
}
