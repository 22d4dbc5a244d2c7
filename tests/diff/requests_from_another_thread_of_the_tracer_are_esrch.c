/*
 * "Attachment and subsequent commands are per thread": a tracer is one thread,
 * not its process.
 */
#include "scenario.h"

static pid_t tracee;

static void *second(void *unused)
{
	struct user_regs_struct regs;
	siginfo_t info;
	unsigned long word;

	TRY(PTRACE_PEEKDATA, tracee, &shared, &word);
	TRY(PTRACE_GETREGS, tracee, 0, &regs);
	TRY(PTRACE_GETSIGINFO, tracee, 0, &info);
	TRY(PTRACE_CONT, tracee, 0, 0);
	TRY(PTRACE_KILL, tracee, 0, 0);
	TRY(PTRACE_DETACH, tracee, 0, 0);
	show_wait(tracee, WNOHANG);
	return unused;
}

static void body(void)
{
	_exit(2);
}

SCENARIO
{
	pthread_t handle;

	tracee = start_traced(body);
	must(pthread_create(&handle, NULL, second, NULL) == 0);
	pthread_join(handle, NULL);
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_wait(tracee, 0);
}
