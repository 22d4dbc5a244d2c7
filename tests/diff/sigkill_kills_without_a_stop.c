/* "SIGKILL ... kills even within ptrace-stops": running, stopped and listening tracees. */
#include "scenario.h"

SCENARIO
{
	pid_t running = start_seized_as("running", spin, 0);
	pid_t stopped = start_traced_as("stopped", sleep_forever);
	pid_t listening = start_seized_as("listening", sleep_forever, 0);

	kill(running, SIGKILL);
	show_wait(running, 0);
	kill(stopped, SIGKILL);
	show_wait(stopped, 0);
	kill(listening, SIGSTOP);
	show_wait(listening, 0);
	resume(PTRACE_CONT, listening, SIGSTOP);
	TRY(PTRACE_LISTEN, listening, 0, 0);
	kill(listening, SIGKILL);
	show_wait(listening, 0);
}
