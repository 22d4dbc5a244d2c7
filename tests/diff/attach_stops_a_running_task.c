/* "the tracee ... will not necessarily have stopped by the completion of this call" */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_as("tracee", spin);
	long before;

	await_spinning();
	TRY(PTRACE_ATTACH, tracee, 0, 0);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	show_call(tracee);
	before = atomic_load(&shared->word[0]);
	sched_yield();
	say("stands still: %s", before == atomic_load(&shared->word[0]) ? "yes" : "no");
	TRY(PTRACE_DETACH, tracee, 0, 0);
	await_spinning();
	say("runs again");
	kill(tracee, SIGKILL);
	show_wait(tracee, 0);
}
