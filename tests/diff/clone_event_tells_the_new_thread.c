/* PTRACE_EVENT_CLONE: a new thread, its first stop, and its end. */
#include "scenario.h"

static struct gate leave;

static void *second(void *unused)
{
	syscall(SYS_exit, 7);
	return unused;
}

static void body(void)
{
	pthread_t handle;

	must(pthread_create(&handle, NULL, second, NULL) == 0);
	gate_pass(&leave);
	_exit(3);
}

SCENARIO
{
	pid_t tracee, thread;

	leave = gate_new();
	tracee = start_traced(body);
	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACECLONE);
	resume(PTRACE_CONT, tracee, 0);
	thread = event_message(tracee);
	name_task(thread, "thread");
	show_siginfo(tracee);
	show_wait(thread, 0);
	show_siginfo(thread);
	TRY(PTRACE_CONT, tracee, 0, 0);
	TRY(PTRACE_CONT, thread, 0, 0);
	show_wait(thread, 0);
	gate_open(&leave);
	show_wait(tracee, 0);
}
