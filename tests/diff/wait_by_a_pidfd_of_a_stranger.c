/* A non-blocking pidfd of a tracee that is nobody's child but a stranger's; bad descriptors. */
#include "scenario.h"

SCENARIO
{
	pid_t other = start_as("other", sleep_forever), tracer;
	int fd = syscall(SYS_pidfd_open, other, O_NONBLOCK),
	    null = open("/dev/null", O_RDONLY);

	if (fd < 0) {
		kill_and_reap(other);
		skip("there are no such pidfds");
	}
	await_call(other, SYS_pause);
	tracer = fork_as("second tracer");
	if (tracer == 0) {
		show_waitid(P_PIDFD, fd, WSTOPPED);
		DO(PTRACE_SEIZE, other, 0, 0);
		show_waitid(P_PIDFD, fd, WSTOPPED);
		DO(PTRACE_INTERRUPT, other, 0, 0);
		await_state(other, "tT");
		show_waitid(P_PIDFD, fd, WSTOPPED);
		show_waitid(P_PIDFD, null, WSTOPPED);
		show_waitid(P_PIDFD, 999, WSTOPPED);
		show_waitid(P_PIDFD, -1, WSTOPPED);
		_exit(0);
	}
	show_wait(tracer, 0);
	kill_and_reap(other);
}
