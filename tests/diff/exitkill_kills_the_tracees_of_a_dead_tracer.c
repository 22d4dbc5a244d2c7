/* "PTRACE_O_EXITKILL: Send a SIGKILL signal to the tracee if the tracer exits." */
#include "scenario.h"

SCENARIO
{
	pid_t marked = start_as("marked", sleep_forever);
	pid_t spared = start_as("spared", sleep_forever);
	pid_t tracer;

	name_task(getpid(), "parent");
	tracer = fork_as("tracer");
	if (tracer == 0) {
		DO(PTRACE_SEIZE, marked, 0, PTRACE_O_EXITKILL);
		DO(PTRACE_SEIZE, spared, 0, 0);
		_exit(0);
	}
	show_wait(tracer, 0);
	show_wait(marked, 0);
	show_wait(spared, WNOHANG);
	kill(spared, SIGTERM);
	show_wait(spared, 0);
}
