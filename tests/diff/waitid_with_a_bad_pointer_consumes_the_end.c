/* waitid sleeps until there is something to report, and only then finds that it cannot write
 * the siginfo: EFAULT, and the child has been reaped. */
#include "scenario.h"

SCENARIO
{
	pid_t tracer = getpid(), tracee = start_traced(sleep_forever), killer;

	killer = fork_as("killer");
	if (killer == 0) {
		await_call(tracer, SYS_waitid);
		kill(tracee, SIGKILL);
		_exit(0);
	}
	say("waitid to a bad pointer: %s",
	    syscall(SYS_waitid, P_PID, tracee, 16, WEXITED, NULL) < 0 ? error_name(errno)
								      : "ok");
	show_wait(tracee, 0);
	show_wait(killer, 0);
}
