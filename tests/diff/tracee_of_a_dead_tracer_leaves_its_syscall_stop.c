/* "Tracees are automatically detached when the tracer terminates": the call completes. */
#include "scenario.h"

SCENARIO
{
	struct gate go = gate_new();
	pid_t child = fork_as("child"), tracer;

	if (child == 0) {
		gate_pass(&go);
		syscall(SYS_prctl, PR_SET_NAME, "done", 0, 0, 0);
		_exit(1);
	}
	name_task(getpid(), "parent");
	await_call(child, SYS_read);
	tracer = fork_as("tracer");
	if (tracer == 0) {
		attach(child);
		DO(PTRACE_SETOPTIONS, child, 0,
		   PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXIT);
		gate_open(&go);
		resume(PTRACE_SYSCALL, child, 0);
		resume(PTRACE_SYSCALL, child, 0);
		resume(PTRACE_SYSCALL, child, 0);
		show_call(child);
		_exit(0);
	}
	show_wait(tracer, 0);
	show_wait(child, 0);
}
