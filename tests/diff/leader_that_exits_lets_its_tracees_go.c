/* A tracer is a thread: when the leader exits, the other threads of its process do not inherit
 * its tracees. A dead one that it had not waited for is reaped. */
#include "scenario.h"

static pid_t tracee;
static long thread_of_tracee;

static void *one(void *unused)
{
	return unused;
}

static void body(void)
{
	pthread_t handle;

	prctl(PR_SET_PDEATHSIG, 0); /* it is the thread's death that counts */
	must(pthread_create(&handle, NULL, one, NULL) == 0);
	spin();
}

static void *rest_of_scenario(void *leader)
{
	must(pthread_join(*(pthread_t *)leader, NULL) == 0);
	await_gone(thread_of_tracee);
	await_spinning();
	say("it spins");
	TRY(PTRACE_CONT, tracee, 0, 0);
	TRY(PTRACE_ATTACH, tracee, 0, 0);
	show_wait(tracee, 0);
	kill_and_reap(tracee);
	exit(finish());
}

SCENARIO
{
	pthread_t leader = pthread_self(), handle;

	tracee = start_traced(body);
	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACECLONE);
	resume(PTRACE_CONT, tracee, 0);
	thread_of_tracee = event_message(tracee);
	name_task(thread_of_tracee, "thread");
	show_wait(thread_of_tracee, __WALL);
	DO(PTRACE_CONT, thread_of_tracee, 0, 0);
	await_state(thread_of_tracee, "Z");
	must(pthread_create(&handle, NULL, rest_of_scenario, &leader) == 0);
	pthread_exit(NULL);
}
