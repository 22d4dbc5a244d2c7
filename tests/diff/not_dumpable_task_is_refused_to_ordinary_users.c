/* "EPERM: ... is running set-user-ID, or is not dumpable": for whoever lacks CAP_SYS_PTRACE. */
#include "scenario.h"

enum { NOBODY = 65534 };

static void become_nobody(void)
{
	must(syscall(SYS_setresgid, NOBODY, NOBODY, NOBODY) == 0);
	must(syscall(SYS_setresuid, NOBODY, NOBODY, NOBODY) == 0);
	prctl(PR_SET_DUMPABLE, 1);
}

static void not_dumpable(void)
{
	become_nobody();
	prctl(PR_SET_DUMPABLE, 0);
	sleep_forever();
}

static void dumpable(void)
{
	become_nobody();
	sleep_forever();
}

SCENARIO
{
	pid_t hidden, open, roots, tracer;

	if (geteuid())
		skip("only root can be several users");
	hidden = start_as("not dumpable", not_dumpable);
	open = start_as("dumpable", dumpable);
	roots = start_as("root's", sleep_forever);
	await_call(hidden, SYS_pause);
	await_call(open, SYS_pause);
	tracer = fork_as("ordinary user");
	if (tracer == 0) {
		become_nobody();
		TRY(PTRACE_ATTACH, hidden, 0, 0);
		TRY(PTRACE_SEIZE, hidden, 0, 0);
		TRY(PTRACE_ATTACH, roots, 0, 0);
		TRY(PTRACE_ATTACH, 1, 0, 0);
		TRY(PTRACE_SEIZE, open, 0, 0);
		_exit(0);
	}
	show_wait(tracer, 0);
	TRY(PTRACE_SEIZE, hidden, 0, 0);
	kill_and_reap(hidden);
	kill_and_reap(open);
	kill_and_reap(roots);
}
