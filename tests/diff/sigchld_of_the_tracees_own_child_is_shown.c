/* The tracee's SIGCHLDs: CLD_EXITED, CLD_STOPPED and CLD_CONTINUED pass the tracer with their fields. */
#include "scenario.h"

static struct gate leave;

static void child(void)
{
	signal_self(SIGSTOP);
	gate_pass(&leave); /* standard signals merge */
	_exit(7);
}

static void body(void)
{
	pid_t pid = start_as("child", child);

	must(waitpid(pid, NULL, WUNTRACED) == pid);
	kill(pid, SIGCONT);
	must(waitpid(pid, NULL, 0) == pid);
	_exit(0);
}

SCENARIO
{
	pid_t tracee;
	int status, i;

	leave = gate_new();
	tracee = start_traced(body);
	status = resume(PTRACE_CONT, tracee, 0);
	for (i = 1; WIFSTOPPED(status); i++) {
		show_siginfo(tracee);
		if (i == 2)
			gate_open(&leave);
		status = resume(PTRACE_CONT, tracee, SIGCHLD);
	}
}
