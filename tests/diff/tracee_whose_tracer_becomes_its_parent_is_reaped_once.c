/* A stranger's child that is reparented to its tracer, which is a subreaper, is one child to wait(2). */
#include "scenario.h"

static void body(void)
{
	pid_t child = fork();

	if (child == 0) {
		arm_watchdog();
		sleep_forever();
	}
	atomic_store(&shared->word[1], child);
	sleep_forever();
}

SCENARIO
{
	pid_t parent, tracee;

	must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0);
	parent = start_as("parent", body);
	while ((tracee = atomic_load(&shared->word[1])) == 0)
		pause_briefly();
	name_task(tracee, "tracee");
	await_call(tracee, SYS_pause);
	attach(tracee);
	kill(parent, SIGKILL);
	show_wait(parent, 0);
	show_wait(tracee, WNOHANG);
	DO(PTRACE_CONT, tracee, 0, 0);
	kill(tracee, SIGTERM);
	show_wait(-1, 0);
	resume(PTRACE_CONT, tracee, SIGTERM);
	show_wait(tracee, WNOHANG);
}
