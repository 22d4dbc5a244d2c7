/* PR_SET_PDEATHSIG: the signal of a dead parent is shown to the tracer like others. */
#include "scenario.h"

static void body(void)
{
	pid_t child = fork();

	if (child == 0) {
		arm_watchdog();
		prctl(PR_SET_PDEATHSIG, SIGUSR2);
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
	DO(PTRACE_SEIZE, tracee, 0, 0);
	kill(parent, SIGKILL);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	show_wait(parent, 0);
	resume(PTRACE_CONT, tracee, SIGUSR2);
}
