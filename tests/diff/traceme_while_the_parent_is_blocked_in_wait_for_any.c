/* The same with wait4(-1), and a second child that is not traced. */
#include "scenario.h"

SCENARIO
{
	pid_t tracer = getpid();
	pid_t tracee, bystander;
	struct gate leave = gate_new();

	bystander = fork_as("bystander");
	if (bystander == 0) {
		gate_pass(&leave);
		_exit(1);
	}
	tracee = fork_as("tracee");
	if (tracee == 0) {
		await_call(tracer, SYS_wait4);
		DO(PTRACE_TRACEME, 0, 0, 0);
		signal_self(SIGSTOP);
		_exit(2);
	}
	show_wait(-1, 0);
	gate_open(&leave);
	show_wait(-1, 0);
	TRY(PTRACE_CONT, tracee, 0, 0);
	show_wait(-1, 0);
	show_wait(-1, 0);
}
