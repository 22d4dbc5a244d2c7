/* A SIGSTOP that a tracer has sent, but has not been shown, outlives it. */
#include "scenario.h"

SCENARIO
{
	pid_t child = start_as("child", sleep_forever), tracer;

	await_call(child, SYS_pause);
	name_task(getpid(), "parent");
	tracer = fork_as("tracer");
	if (tracer == 0) {
		DO(PTRACE_SEIZE, child, 0, 0);
		must(syscall(SYS_tgkill, child, child, SIGUSR1) == 0);
		show_wait(child, __WALL);
		must(syscall(SYS_tgkill, child, child, SIGSTOP) == 0);
		_exit(0);
	}
	show_wait(tracer, 0);
	show_wait(child, WUNTRACED);
	await_stopped(child);
	kill(child, SIGCONT);
	await_call(child, SYS_pause);
	kill_and_reap(child);
}
