/* The parent is told of a group-stop by the usual WUNTRACED, its child traced or not. */
#include "scenario.h"

SCENARIO
{
	struct gate ready = gate_new(), stopped = gate_new(), seen = gate_new();
	pid_t child = start_as("child", sleep_forever), tracer;

	name_task(getpid(), "parent");
	await_call(child, SYS_pause);
	tracer = fork_as("tracer");
	if (tracer == 0) {
		DO(PTRACE_SEIZE, child, 0, 0);
		gate_open(&ready);
		show_wait(child, 0);
		gate_open(&stopped);
		gate_pass(&seen);
		resume(PTRACE_CONT, child, SIGSTOP);
		TRY(PTRACE_LISTEN, child, 0, 0);
		gate_open(&stopped);
		gate_pass(&seen);
		show_wait(child, 0);
		_exit(0);
	}
	gate_pass(&ready);
	kill(child, SIGSTOP);
	gate_pass(&stopped);
	show_wait(child, WNOHANG | WUNTRACED);
	gate_open(&seen);
	gate_pass(&stopped);
	show_wait(child, WUNTRACED);
	show_wait(child, WNOHANG | WUNTRACED);
	gate_open(&seen);
	kill(child, SIGCONT);
	show_wait(tracer, 0);
	show_wait(child, WCONTINUED);
	kill_and_reap(child);
}
