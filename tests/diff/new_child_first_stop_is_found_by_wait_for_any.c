/* The child's stop and the parent's event come in no fixed order, but both come. */
#include "scenario.h"

static void body(void)
{
	if (fork() == 0)
		_exit(0);
	sleep_forever();
}

SCENARIO
{
	pid_t tracee = start_traced(body), pid, child = 0;
	bool event = false;
	int status, i;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEFORK);
	DO(PTRACE_CONT, tracee, 0, 0);
	for (i = 0; i < 2; i++) {
		pid = waitpid(-1, &status, 0);
		if (pid == tracee)
			event = status >> 16 == PTRACE_EVENT_FORK;
		else if (WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP)
			child = pid;
	}
	say("event: %s, child stopped: %s", event ? "yes" : "no",
	    child && child == (pid_t)event_message(tracee) ? "yes" : "no");
	show_wait(-1, WNOHANG);
	kill_and_reap(child);
	kill_and_reap(tracee);
}
