/* A tracer that is stopped by SIGSTOP in its wait goes on waiting after SIGCONT. */
#include "scenario.h"

static void tracer_body(void)
{
	pid_t tracee = start_traced(sleep_forever);

	DO(PTRACE_CONT, tracee, 0, 0);
	atomic_store(&shared->word[1], tracee);
	atomic_store(&shared->word[2], wait_quietly(tracee));
	kill_and_reap(tracee);
	_exit(1);
}

SCENARIO
{
	pid_t tracer, tracee;

	name_task(getpid(), "shell");
	tracer = start_as("tracer", tracer_body);
	while ((tracee = atomic_load(&shared->word[1])) == 0)
		pause_briefly();
	await_call(tracer, SYS_wait4);
	kill(tracer, SIGSTOP);
	show_wait(tracer, WUNTRACED);
	kill(tracer, SIGCONT);
	show_wait(tracer, WCONTINUED);
	await_call(tracer, SYS_wait4);
	kill(tracer, SIGSTOP);
	show_wait(tracer, WUNTRACED);
	kill(tracee, SIGUSR1);
	await_state(tracee, "tT");
	kill(tracer, SIGCONT);
	show_wait(tracer, 0);
	say("it saw: %s", status_text(atomic_load(&shared->word[2])));
}
