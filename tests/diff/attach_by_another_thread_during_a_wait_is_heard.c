/* A tracee that another thread attaches while the tracer waits for any counts too. */
#include "scenario.h"

static pid_t waiter_id, stranger;

static void *attacher(void *hold)
{
	await_call(waiter_id, SYS_wait4);
	DO(PTRACE_ATTACH, stranger, 0, 0);
	gate_pass(hold);
	return NULL;
}

SCENARIO
{
	struct gate hold = gate_new(), told = gate_new(), leave = gate_new();
	pthread_t handle;
	pid_t parent = fork_as("parent");

	if (parent == 0) {
		pid_t pid = start_as("stranger", sleep_forever);

		atomic_store(&shared->word[1], pid);
		gate_open(&told);
		gate_pass(&leave);
		kill_and_reap(pid);
		_exit(0);
	}
	gate_pass(&told);
	stranger = atomic_load(&shared->word[1]);
	waiter_id = gettid();
	must(pthread_create(&handle, NULL, attacher, &hold) == 0);
	show_wait(-1, 0);
	show_wait(stranger, WNOHANG);
	gate_open(&hold);
	pthread_join(handle, NULL);
	gate_open(&leave);
	show_wait(parent, 0);
}
