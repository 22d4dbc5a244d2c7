/* The same with a parent that sleeps in waitpid(2) all the while. */
#include "scenario.h"

SCENARIO
{
	pid_t parent = getpid();
	struct gate ready = gate_new();
	pid_t child = start_as("child", sleep_forever), tracer;

	name_task(parent, "parent");
	tracer = fork_as("tracer");
	if (tracer == 0) {
		gate_pass(&ready);
		await_call(parent, SYS_wait4);
		attach(child);
		TRY(PTRACE_CONT, child, 0, SIGTERM);
		show_waitid(P_PID, child, WEXITED | WNOWAIT);
		await_call(parent, SYS_wait4);
		say("the parent still sleeps");
		show_wait(child, 0);
		_exit(0);
	}
	gate_open(&ready);
	show_wait(child, 0);
	show_wait(tracer, 0);
}
