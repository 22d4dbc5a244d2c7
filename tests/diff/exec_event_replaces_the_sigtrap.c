/* PTRACE_EVENT_EXEC: one stop, before the call returns; the message is the former tid. */
#include "scenario.h"

static void body(void)
{
	exec_exit(4);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_siginfo(tracee);
	say("message: %s", task_name(event_message(tracee)));
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
