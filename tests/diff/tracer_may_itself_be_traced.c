/* A chain: the top traces the tracer, whose system calls it sees. */
#include "scenario.h"

static void middle(void)
{
	pid_t bottom = start_traced_as("bottom", sleep_forever);

	TRY(PTRACE_CONT, bottom, 0, SIGTERM);
	show_wait(bottom, 0);
	_exit(13);
}

SCENARIO
{
	pid_t tracer = start_seized_as("middle", middle, PTRACE_O_TRACEEXIT);
	int status;

	/* Its SIGCHLDs come at their own time; the exit event is the end. */
	for (;;) {
		status = wait_quietly(tracer);
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8))
			break;
		must(WIFSTOPPED(status) && WSTOPSIG(status) == SIGCHLD);
		DO(PTRACE_CONT, tracer, 0, SIGCHLD);
	}
	say("middle at its exit: %lu", event_message(tracer) >> 8);
	resume(PTRACE_CONT, tracer, 0);
}
