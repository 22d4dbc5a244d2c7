/* SETOPTIONS without EXITKILL, or a detach: then the end of the tracer kills nobody. */
#include "scenario.h"

SCENARIO
{
	pid_t first = start_as("first", sleep_forever);
	pid_t second = start_as("second", sleep_forever);
	pid_t stopped = start_as("stopped", sleep_forever), tracer;

	await_call(first, SYS_pause);
	await_call(second, SYS_pause);
	await_call(stopped, SYS_pause);
	name_task(getpid(), "parent");
	tracer = fork_as("other tracer");
	if (tracer == 0) {
		DO(PTRACE_SEIZE, first, 0, PTRACE_O_EXITKILL);
		DO(PTRACE_SEIZE, second, 0, PTRACE_O_EXITKILL);
		DO(PTRACE_SEIZE, stopped, 0, PTRACE_O_EXITKILL);
		DO(PTRACE_INTERRUPT, first, 0, 0);
		DO(PTRACE_INTERRUPT, second, 0, 0);
		DO(PTRACE_INTERRUPT, stopped, 0, 0);
		show_wait(first, 0);
		show_wait(second, 0);
		show_wait(stopped, 0);
		TRY(PTRACE_SETOPTIONS, first, 0, 0);
		TRY(PTRACE_DETACH, second, 0, 0);
		kill(getpid(), SIGKILL);
	}
	show_wait(tracer, 0);
	show_wait(stopped, 0);
	await_call(first, SYS_pause);
	await_call(second, SYS_pause);
	show_wait(-1, WNOHANG);
	kill(first, SIGTERM);
	kill(second, SIGTERM);
	show_wait(first, 0);
	show_wait(second, 0);
}
