/* A thread that traces goes on tracing when the leader of its process has called exit(2). */
#include "scenario.h"

static pid_t tracee;

static void *second(void *unused)
{
	attach(tracee);
	syscall(SYS_tgkill, getpid(), getpid(), 0);
	await_state(getpid(), "Z");
	TRY(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	DO(PTRACE_CONT, tracee, 0, 0);
	kill(tracee, SIGUSR1);
	show_wait(tracee, 0);
	DO(PTRACE_CONT, tracee, 0, 0);
	kill(tracee, SIGKILL);
	show_wait(tracee, 0);
	_exit(5);
	return unused;
}

SCENARIO
{
	pthread_t handle;
	pid_t tracer;

	name_task(getpid(), "parent");
	tracee = start_as("tracee", sleep_forever);
	await_call(tracee, SYS_pause);
	tracer = fork_as("other tracer");
	if (tracer == 0) {
		must(pthread_create(&handle, NULL, second, NULL) == 0);
		syscall(SYS_exit, 0);
	}
	show_wait(tracer, 0);
	show_wait(tracee, 0);
}
