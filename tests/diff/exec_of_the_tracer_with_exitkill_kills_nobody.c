/* EXITKILL is about the end of the tracer, and an exec is none. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_as("tracee", sleep_forever), tracer;

	await_call(tracee, SYS_pause);
	name_task(getpid(), "parent");
	tracer = fork_as("other tracer");
	if (tracer == 0) {
		DO(PTRACE_SEIZE, tracee, 0, PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC);
		atomic_store(&shared->word[0], 1);
		execlp("sleep", "sleep", "60", NULL);
		must(!"execlp");
	}
	await_word(0, 1);
	await_call(tracer, SYS_clock_nanosleep);
	show_wait(tracee, WNOHANG);
	kill(tracee, SIGUSR1); /* the new program does not wait for it */
	kill(tracer, SIGKILL);
	show_wait(tracer, 0);
	show_wait(tracee, 0);
}
