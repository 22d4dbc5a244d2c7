/* "EINVAL: The options argument was invalid", and what else the calls refuse. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);

	show_wait(tracee, 0x100);
	show_wait(tracee, WEXITED | WNOHANG);
	show_wait(tracee, WNOWAIT | WNOHANG);
	show_wait(tracee,
		  WNOHANG | WUNTRACED | WCONTINUED | __WALL | __WCLONE | __WNOTHREAD);
	show_waitid(P_PID, tracee, 0);
	show_waitid(P_PID, tracee, WNOHANG);
	show_waitid(P_PID, tracee, WEXITED | 0x100);
	show_waitid(P_PID, 0, WEXITED);
	show_waitid(P_PID, -1, WEXITED);
	show_waitid(P_PGID, -1, WEXITED);
	show_waitid(77, tracee, WEXITED);
	show_waitid(P_PIDFD, -1, WEXITED);
	show_waitid(P_PIDFD, 0, WEXITED | WNOHANG);
	say("wait for INT_MIN: %s",
	    waitpid(-2147483647 - 1, NULL, 0) < 0 ? error_name(errno) : "ok");
	say("waitid without siginfo: %s",
	    waitid(P_PID, tracee, NULL, WSTOPPED | WNOHANG) < 0 ? error_name(errno)
								: "ok");
	say("wait without status: %d", waitpid(tracee, NULL, WNOHANG));
	kill(tracee, SIGKILL);
	say("waitid to a bad pointer: %s",
	    syscall(SYS_waitid, P_PID, tracee, 16, WEXITED, NULL) < 0 ? error_name(errno)
								      : "ok");
	show_wait(tracee, 0);
}
