/* Even SIGKILL passes PTRACE_EVENT_EXIT, on a tracee that was not itself stopped. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_seized(sleep_forever, PTRACE_O_TRACEEXIT);

	await_call(tracee, SYS_pause);
	kill(tracee, SIGKILL);
	show_wait(tracee, 0);
	say("message: %s", status_text(event_message(tracee)));
	resume(PTRACE_CONT, tracee, 0);
}
