/* "EPERM: the specified process cannot be traced": oneself, and one's own threads. */
#include "scenario.h"

static void *second(void *unused)
{
	name_task(gettid(), "thread");
	atomic_store(&shared->word[1], gettid());
	TRY(PTRACE_ATTACH, getpid(), 0, 0);
	TRY(PTRACE_SEIZE, getpid(), 0, 0);
	atomic_store(&shared->word[2], 1);
	await_word(3, 1);
	return unused;
}

SCENARIO
{
	pthread_t handle;

	TRY(PTRACE_ATTACH, getpid(), 0, 0);
	TRY(PTRACE_SEIZE, getpid(), 0, 0);
	must(pthread_create(&handle, NULL, second, NULL) == 0);
	await_word(2, 1);
	TRY(PTRACE_ATTACH, atomic_load(&shared->word[1]), 0, 0);
	TRY(PTRACE_SEIZE, atomic_load(&shared->word[1]), 0, 0);
	atomic_store(&shared->word[3], 1);
	pthread_join(handle, NULL);
}
