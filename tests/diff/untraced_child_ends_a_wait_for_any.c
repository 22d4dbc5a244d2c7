/* A tracer that waits for any hears of its untraced children as well. */
#include "scenario.h"

SCENARIO
{
	pid_t tracer = getpid();
	struct gate go = gate_new();
	pid_t tracee = start_traced(sleep_forever), child;

	DO(PTRACE_CONT, tracee, 0, 0);
	child = fork_as("child");
	if (child == 0) {
		await_call(tracer, SYS_wait4);
		_exit(1);
	}
	show_wait(-1, 0);
	child = fork_as("second child");
	if (child == 0) {
		await_call(tracer, SYS_wait4);
		signal_self(SIGSTOP);
		gate_pass(&go);
		_exit(2);
	}
	show_wait(-1, WUNTRACED);
	kill(child, SIGCONT);
	show_wait(-1, WCONTINUED);
	kill(tracee, SIGUSR1);
	show_wait(-1, 0);
	gate_open(&go);
	show_wait(-1, 0);
	kill_and_reap(tracee);
}
