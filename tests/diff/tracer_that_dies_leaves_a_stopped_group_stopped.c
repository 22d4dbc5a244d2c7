/* "If the tracee was stopped, it remains stopped" - when its tracer ends, listening or not. */
#include "scenario.h"

static void end_in_stop(bool seized, bool listening)
{
	pid_t tracee = start_as("tracee", sleep_forever), tracer;

	await_call(tracee, SYS_pause);
	tracer = fork_as("other tracer");
	if (tracer == 0) {
		if (seized)
			DO(PTRACE_SEIZE, tracee, 0, 0);
		else
			attach(tracee);
		if (!seized)
			DO(PTRACE_CONT, tracee, 0, 0);
		kill(tracee, SIGSTOP);
		show_wait(tracee, 0);
		resume(PTRACE_CONT, tracee, SIGSTOP);
		if (listening)
			TRY(PTRACE_LISTEN, tracee, 0, 0);
		_exit(0);
	}
	show_wait(tracer, 0);
	show_wait(tracee, WUNTRACED);
	await_stopped(tracee);
	kill(tracee, SIGCONT);
	await_call(tracee, SYS_pause);
	say("runs again");
	kill(tracee, SIGKILL);
	show_wait(tracee, 0);
}

SCENARIO
{
	end_in_stop(false, false);
	end_in_stop(true, false);
	end_in_stop(true, true);
}
