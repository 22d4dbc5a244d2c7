/* "EIO: request is invalid" - once the task is known to be a stopped tracee. */
#include "scenario.h"

SCENARIO
{
	static const long requests[] = { 10,
					 11,
					 20,
					 27,
					 28,
					 29,
					 34,
					 100,
					 0x4100,
					 0x4200 + 99,
					 0x420a + 0x1000,
					 -1,
					 1L << 40 };
	pid_t tracee = start_traced(sleep_forever);
	size_t i;

	for (i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		say("request %lx: %s", requests[i],
		    result_text(ptrace_call(requests[i], tracee, 0, 0)));
	say("of nobody: %s", result_text(ptrace_call(9999, 0, 0, 0)));
	show_wait(tracee, WNOHANG);
	kill_and_reap(tracee);
}
