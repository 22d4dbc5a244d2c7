/* A tracee that listens is not stopped for requests, except INTERRUPT and KILL. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_seized(sleep_forever, 0);
	unsigned long word;

	await_call(tracee, SYS_pause);
	kill(tracee, SIGSTOP);
	show_wait(tracee, 0);
	resume(PTRACE_CONT, tracee, SIGSTOP);
	TRY(PTRACE_LISTEN, tracee, 0, 0);
	TRY(PTRACE_PEEKDATA, tracee, &shared, &word);
	TRY(PTRACE_GETEVENTMSG, tracee, 0, &word);
	TRY(PTRACE_SETOPTIONS, tracee, 0, 0);
	TRY(PTRACE_LISTEN, tracee, 0, 0);
	TRY(PTRACE_CONT, tracee, 0, 0);
	TRY(PTRACE_DETACH, tracee, 0, 0);
	show_siginfo(tracee);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	show_wait(tracee, 0);
	TRY(PTRACE_SETOPTIONS, tracee, 0, 0);
	TRY(PTRACE_LISTEN, tracee, 0, 0);
	TRY(PTRACE_KILL, tracee, 0, 0);
	show_wait(tracee, 0);
}
