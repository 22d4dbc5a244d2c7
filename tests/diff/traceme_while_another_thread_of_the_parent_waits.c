/* It is the thread that forked who traces, but any thread of its process may wait. */
#include "scenario.h"

static pid_t waiter_id;
static pid_t tracee;

static void *waiter(void *unused)
{
	waiter_id = gettid();
	name_task(waiter_id, "waiter");
	atomic_store(&shared->word[0], waiter_id);
	show_wait(-1, 0);
	return unused;
}

SCENARIO
{
	struct gate hold = gate_new(), go = gate_new();
	pthread_t thread;

	tracee = fork_as("tracee");
	if (tracee == 0) {
		gate_pass(&go);
		await_call(atomic_load(&shared->word[0]), SYS_wait4);
		DO(PTRACE_TRACEME, 0, 0, 0);
		signal_self(SIGSTOP);
		gate_pass(&hold);
		_exit(3);
	}
	must(pthread_create(&thread, NULL, waiter, NULL) == 0);
	while (atomic_load(&shared->word[0]) == 0)
		pause_briefly();
	gate_open(&go);
	pthread_join(thread, NULL);
	TRY(PTRACE_CONT, tracee, 0, 0);
	gate_open(&hold);
	show_wait(tracee, 0);
}
