/* A process cannot trace its own threads, by whatever request; nor can they name it their tracer. */
#include "scenario.h"

static atomic_int tid;

static void *second(void *unused)
{
	TRY(PTRACE_ATTACH, getpid(), 0, 0);
	TRY(PTRACE_SEIZE, getpid(), 0, 0);
	atomic_store(&tid, gettid());
	sleep_forever();
	return unused;
}

SCENARIO
{
	pthread_t handle;

	must(pthread_create(&handle, NULL, second, NULL) == 0);
	while (atomic_load(&tid) == 0)
		pause_briefly();
	name_task(atomic_load(&tid), "thread");
	TRY(PTRACE_ATTACH, atomic_load(&tid), 0, 0);
	TRY(PTRACE_SEIZE, atomic_load(&tid), 0, 0);
	TRY(PTRACE_CONT, atomic_load(&tid), 0, 0);
	TRY(PTRACE_INTERRUPT, atomic_load(&tid), 0, 0);
}
