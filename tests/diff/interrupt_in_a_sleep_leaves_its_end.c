/* A sleep that PTRACE_INTERRUPT and SIGSTOP with SIGCONT break up ends when it was to end. */
#include "scenario.h"

static void body(void)
{
	struct timespec time = { 0, 700 * 1000 * 1000 }, before, after;
	long result, ms;

	clock_gettime(CLOCK_MONOTONIC, &before);
	result = syscall(SYS_nanosleep, &time, NULL);
	clock_gettime(CLOCK_MONOTONIC, &after);
	ms = (after.tv_sec - before.tv_sec) * 1000 +
	     (after.tv_nsec - before.tv_nsec) / 1000000;
	say("tracee: %s, %s", result < 0 ? error_name(errno) : "ok",
	    ms >= 700 ? "long enough" : "too short");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_seized(body, 0);

	await_call(tracee, SYS_nanosleep);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	show_wait(tracee, 0);
	show_interrupted_call(tracee);
	TRY(PTRACE_CONT, tracee, 0, 0);
	kill(tracee, SIGSTOP);
	show_wait(tracee, 0);
	resume(PTRACE_CONT, tracee, SIGSTOP);
	TRY(PTRACE_LISTEN, tracee, 0, 0);
	kill(tracee, SIGCONT);
	show_wait(tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
}
