/*
 * "PTRACE_SINGLEBLOCK: Restart the stopped tracee, but arrange for it to be
 * stopped after the next taken branch" - or EIO where the machine cannot.
 */
#include "scenario.h"

enum { REQUEST_SINGLEBLOCK = 33 };

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);
	long result = ptrace_call(REQUEST_SINGLEBLOCK, tracee, 0, 0);

	say("SINGLEBLOCK: %s", result_text(result));
	if (result == 0) {
		show_wait(tracee, 0);
		show_siginfo(tracee);
	}
	say("bad signal: %s",
	    result_text(ptrace_call(REQUEST_SINGLEBLOCK, tracee, 0, 65)));
	kill_and_reap(tracee);
}
