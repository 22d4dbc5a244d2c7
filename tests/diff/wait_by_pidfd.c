/* waitid(2) with P_PIDFD: of a child, a tracee, and a tracee that is no child. */
#include "scenario.h"

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);
	pid_t other = start_as("other", sleep_forever), tracer;
	int tracee_fd = syscall(SYS_pidfd_open, tracee, 0);
	int other_fd = syscall(SYS_pidfd_open, other, 0);
	struct pollfd poll_fd = { tracee_fd, POLLIN, 0 };

	if (tracee_fd < 0)
		skip("there are no pidfds");
	show_waitid(P_PIDFD, tracee_fd, WNOHANG | WSTOPPED);
	DO(PTRACE_CONT, tracee, 0, 0);
	kill(tracee, SIGUSR1);
	show_waitid(P_PIDFD, tracee_fd, WSTOPPED | WEXITED);
	tracer = fork_as("second tracer");
	if (tracer == 0) {
		show_waitid(P_PIDFD, other_fd, WSTOPPED | WNOHANG);
		DO(PTRACE_ATTACH, other, 0, 0);
		show_waitid(P_PIDFD, other_fd, WSTOPPED);
		_exit(0);
	}
	show_wait(tracer, 0);
	kill(tracee, SIGKILL);
	say("poll %d", poll(&poll_fd, 1, -1));
	show_waitid(P_PIDFD, tracee_fd, WEXITED);
	show_waitid(P_PIDFD, tracee_fd, WEXITED);
	kill_and_reap(other);
}
