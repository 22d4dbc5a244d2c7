/* A tracer is a thread: when it exits, other threads of its process do not inherit. */
#include "scenario.h"

static pid_t tracee;

static void *second(void *unused)
{
	DO(PTRACE_SEIZE, tracee, 0, 0);
	DO(PTRACE_INTERRUPT, tracee, 0, 0);
	show_wait(tracee, 0);
	atomic_store(&shared->word[1], gettid());
	return unused;
}

SCENARIO
{
	pthread_t handle;

	tracee = start_as("tracee", spin);
	await_spinning();
	must(pthread_create(&handle, NULL, second, NULL) == 0);
	pthread_join(handle, NULL);
	await_gone(atomic_load(&shared->word[1]));
	await_spinning();
	say("it spins");
	TRY(PTRACE_CONT, tracee, 0, 0);
	TRY(PTRACE_ATTACH, tracee, 0, 0);
	show_wait(tracee, 0);
	kill_and_reap(tracee);
}
