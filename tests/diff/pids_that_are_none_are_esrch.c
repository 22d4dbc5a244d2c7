/* "ESRCH: The specified process does not exist": also 0, negative and far too large numbers. */
#include "scenario.h"

static void all_of(const char *name, pid_t pid)
{
	static const long requests[] = {
		PTRACE_ATTACH,	  PTRACE_SEIZE,	 PTRACE_CONT, PTRACE_KILL,
		PTRACE_INTERRUPT, PTRACE_DETACH, 0x7777,
	};
	unsigned i;

	for (i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		say("request %#lx of %s: %s", requests[i], name,
		    result_text(ptrace_call(requests[i], pid, 0, 0)));
}

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);

	all_of("0", 0);
	all_of("-1", -1);
	all_of("minus a tracee", -tracee);
	all_of("the largest", 0x7fffffff);
	all_of("the smallest", -0x7fffffff - 1);
	kill_and_reap(tracee);
}
