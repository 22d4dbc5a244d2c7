/*
 * ptrace_request(): PTRACE_LISTEN is EIO in a stop that is no PTRACE_EVENT_STOP, and that of the
 * exit event can take the place of a group-stop before the tracer knows.
 */
#include "scenario.h"

SCENARIO
{
	pid_t pid = start_seized_as("tracee", sleep_forever, PTRACE_O_TRACEEXIT);
	siginfo_t info;

	await_call(pid, SYS_pause);
	kill(pid, SIGSTOP);
	show_wait(pid, 0);		   /* the signal */
	resume(PTRACE_CONT, pid, SIGSTOP); /* the group-stop */
	kill(pid, SIGKILL);
	must(waitid(P_PID, (id_t)pid, &info, WSTOPPED | WNOWAIT | __WALL) == 0);
	TRY(PTRACE_LISTEN, pid, 0, 0);
	show_wait(pid, 0); /* the exit event */
	resume(PTRACE_CONT, pid, 0);
}
