/* waitid(2) with P_PIDFD of a pidfd with PIDFD_NONBLOCK: EAGAIN instead of waiting. */
#include "scenario.h"

#ifndef PIDFD_NONBLOCK
#define PIDFD_NONBLOCK O_NONBLOCK
#endif

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);
	int fd = syscall(SYS_pidfd_open, tracee, PIDFD_NONBLOCK);
	struct pollfd poll_fd = { fd, POLLIN, 0 };

	if (fd < 0) {
		kill_and_reap(tracee);
		skip("there are no such pidfds");
	}
	show_waitid(P_PIDFD, fd, WEXITED | WSTOPPED);
	show_waitid(P_PIDFD, fd, WEXITED | WSTOPPED | WNOHANG);
	DO(PTRACE_CONT, tracee, 0, 0);
	show_waitid(P_PIDFD, fd, WEXITED);
	kill(tracee, SIGUSR1);
	await_state(tracee, "tT");
	show_waitid(P_PIDFD, fd, WEXITED | WSTOPPED);
	show_waitid(P_PIDFD, fd, WEXITED | WSTOPPED);
	kill(tracee, SIGKILL);
	say("poll %d", poll(&poll_fd, 1, -1));
	show_waitid(P_PIDFD, fd, WEXITED);
	show_waitid(P_PIDFD, fd, WEXITED);
}
