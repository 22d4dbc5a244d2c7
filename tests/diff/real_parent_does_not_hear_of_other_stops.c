/* A ptrace-stop that is no group-stop is the tracer's alone. */
#include "scenario.h"

SCENARIO
{
	struct gate stopped = gate_new(), seen = gate_new();
	pid_t child = start_as("child", sleep_forever), tracer;

	name_task(getpid(), "parent");
	tracer = fork_as("tracer");
	if (tracer == 0) {
		attach(child);
		gate_open(&stopped);
		gate_pass(&seen);
		DO(PTRACE_CONT, child, 0, 0);
		kill(child, SIGUSR1);
		show_wait(child, 0);
		gate_open(&stopped);
		gate_pass(&seen);
		TRY(PTRACE_DETACH, child, 0, 0);
		_exit(0);
	}
	gate_pass(&stopped);
	show_wait(child, WNOHANG | WUNTRACED);
	gate_open(&seen);
	gate_pass(&stopped);
	show_wait(child, WNOHANG | WUNTRACED);
	show_waitid(P_PID, child, WNOHANG | WSTOPPED | WEXITED | WCONTINUED);
	gate_open(&seen);
	show_wait(tracer, 0);
	show_wait(child, WNOHANG | WUNTRACED);
	kill_and_reap(child);
}
