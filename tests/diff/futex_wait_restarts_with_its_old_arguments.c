/* A futex wait without a timeout is ERESTARTSYS: it begins again and is woken as if nothing had been. */
#include "scenario.h"

#include <linux/futex.h>

static atomic_int futex;

static void *waker(void *unused)
{
	while (atomic_load(&shared->word[1]) == 0)
		pause_briefly();
	atomic_store(&futex, 1);
	syscall(SYS_futex, &futex, FUTEX_WAKE, 1, NULL, NULL, 0);
	return unused;
}

static void body(void)
{
	pthread_t handle;

	block_signal(SIG_BLOCK, SIGUSR1);
	must(pthread_create(&handle, NULL, waker, NULL) == 0);
	block_signal(SIG_UNBLOCK, SIGUSR1);
	while (atomic_load(&futex) == 0)
		say("tracee: futex %s",
		    syscall(SYS_futex, &futex, FUTEX_WAIT, 0, NULL, NULL, 0) == 0
			    ? "ok"
			    : error_name(errno));
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_futex);
	kill(tracee, SIGUSR1);
	show_wait(tracee, 0);
	show_interrupted_call(tracee);
	TRY(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_futex);
	atomic_store(&shared->word[1], 1);
	show_wait(tracee, 0);
}
