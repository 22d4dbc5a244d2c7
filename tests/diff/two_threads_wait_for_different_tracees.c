/* Two threads sleep in waits for their own tracees: an event wakes the right one. */
#include "scenario.h"

struct tracer {
	const char *name;
	pthread_t handle;
	atomic_int tid, tracee, status;
};

static void *trace(void *argument)
{
	struct tracer *self = argument;
	pid_t tracee = start_traced_as(self->name, sleep_forever);

	DO(PTRACE_CONT, tracee, 0, 0);
	atomic_store(&self->tracee, tracee);
	atomic_store(&self->tid, gettid());
	atomic_store(&self->status, wait_quietly(tracee));
	kill_and_reap(tracee);
	return NULL;
}

SCENARIO
{
	static struct tracer tracer[2] = { { .name = "first" }, { .name = "second" } };
	int i;

	for (i = 0; i < 2; i++) {
		must(pthread_create(&tracer[i].handle, NULL, trace, &tracer[i]) == 0);
		while (atomic_load(&tracer[i].tid) == 0)
			pause_briefly();
		await_call(atomic_load(&tracer[i].tid), SYS_wait4);
	}
	kill(atomic_load(&tracer[1].tracee), SIGUSR2);
	pthread_join(tracer[1].handle, NULL);
	say("the second: %s", status_text(atomic_load(&tracer[1].status)));
	await_call(atomic_load(&tracer[0].tid), SYS_wait4);
	say("the first sleeps: %s", atomic_load(&tracer[0].status) == 0 ? "yes" : "no");
	kill(atomic_load(&tracer[0].tracee), SIGUSR1);
	pthread_join(tracer[0].handle, NULL);
	say("the first: %s", status_text(atomic_load(&tracer[0].status)));
}
