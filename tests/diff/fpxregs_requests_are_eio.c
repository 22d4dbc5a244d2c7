/* "PTRACE_GETFPXREGS, PTRACE_SETFPXREGS" exist for i386 only: here they are unknown. */
#include "scenario.h"

enum { GETFPXREGS = 18, SETFPXREGS = 19 };

SCENARIO
{
	static char buffer[512];
	pid_t tracee = start_traced(sleep_forever);

	TRY(GETFPXREGS, tracee, 0, buffer);
	TRY(GETFPXREGS, tracee, 0, 16);
	TRY(SETFPXREGS, tracee, 0, buffer);
	TRY(SETFPXREGS, tracee, 0, 16);
	kill_and_reap(tracee);
}
