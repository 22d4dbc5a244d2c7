/* Options outlive execve(2): TRACEEXEC and TRACEEXIT are in force in the new program too. */
#include "scenario.h"

static void body(void)
{
	exec_exit(9);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0,
	   PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT | PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_CONT, tracee, 0);
	say("message: %s", task_name(event_message(tracee)));
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_CONT, tracee, 0);
	say("message: %s", status_text(event_message(tracee)));
	resume(PTRACE_CONT, tracee, 0);
}
