/* The death of the real parent is no affair of the tracer's; the new parent reaps after it. */
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
	struct gate end = gate_new();
	pid_t parent, tracee, tracer;

	must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0);
	name_task(getpid(), "reaper");
	parent = start_as("parent", body);
	while ((tracee = atomic_load(&shared->word[1])) == 0)
		pause_briefly();
	name_task(tracee, "tracee");
	await_call(tracee, SYS_pause);
	tracer = fork_as("tracer");
	if (tracer == 0) {
		DO(PTRACE_SEIZE, tracee, 0, 0);
		kill(parent, SIGKILL);
		gate_pass(&end);
		DO(PTRACE_INTERRUPT, tracee, 0, 0);
		show_wait(tracee, 0);
		DO(PTRACE_CONT, tracee, 0, 0);
		kill(tracee, SIGKILL);
		show_wait(tracee, 0);
		_exit(0);
	}
	show_wait(parent, 0);
	gate_open(&end);
	show_wait(tracer, 0);
	show_wait(tracee, 0);
}
