/*
 * "PTRACE_INTERRUPT ... currently works only on tracees attached by
 * PTRACE_SEIZE"; so does PTRACE_LISTEN, and that only in an EVENT_STOP.
 */
#include "scenario.h"

SCENARIO
{
	pid_t attached = start_traced_as("attached", sleep_forever);
	pid_t seized = start_seized_as("seized", sleep_forever, 0);

	TRY(PTRACE_INTERRUPT, attached, 0, 0);
	TRY(PTRACE_LISTEN, attached, 0, 0);
	TRY(PTRACE_LISTEN, seized, 0, 0);
	await_call(seized, SYS_pause);
	kill(seized, SIGUSR1);
	show_wait(seized, 0);
	TRY(PTRACE_LISTEN, seized, 0, 0);
	TRY(PTRACE_INTERRUPT, seized, 0, 0);
	resume(PTRACE_CONT, seized, 0);
	TRY(PTRACE_LISTEN, seized, 0, 0);
	TRY(PTRACE_LISTEN, seized, 0, 0);
	TRY(PTRACE_CONT, seized, 0, 0);
	TRY(PTRACE_INTERRUPT, seized, 0, 0);
	show_wait(seized, 0);
	TRY(PTRACE_CONT, seized, 0, 0);
	await_call(seized, SYS_pause);
	show_wait(seized, WNOHANG);
	kill_and_reap(attached);
	kill_and_reap(seized);
}
