/* "__WNOTHREAD: Do not wait for children of other threads in the same thread group." */
#include "scenario.h"

static pid_t tracee;

static void *second(void *unused)
{
	show_wait(tracee, WNOHANG | __WNOTHREAD);
	show_wait(-1, __WALL | __WNOTHREAD);
	show_wait(tracee, WNOHANG);
	return unused;
}

SCENARIO
{
	pthread_t handle;

	tracee = start_traced(sleep_forever);
	must(pthread_create(&handle, NULL, second, NULL) == 0);
	pthread_join(handle, NULL);
	show_wait(tracee, WNOHANG | __WNOTHREAD);
	DO(PTRACE_CONT, tracee, 0, 0);
	kill(tracee, SIGUSR1);
	show_wait(-1, __WNOTHREAD);
	kill_and_reap(tracee);
}
