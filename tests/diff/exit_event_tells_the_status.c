/* PTRACE_EVENT_EXIT: "the tracee's exit status" while it can still be examined. */
#include "scenario.h"

static void body(void)
{
	_exit(33);
}

static void killed_body(void)
{
	signal_self(SIGTERM);
}

static void show_exit_event(pid_t tracee)
{
	struct user_regs_struct regs;

	say("message: %s", status_text(event_message(tracee)));
	show_siginfo(tracee);
	say("registers: %s",
	    result_text(ptrace_call(PTRACE_GETREGS, tracee, 0, (unsigned long)&regs)));
	resume(PTRACE_CONT, tracee, 0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEEXIT);
	resume(PTRACE_CONT, tracee, 0);
	show_exit_event(tracee);
	tracee = start_seized_as("second", killed_body, PTRACE_O_TRACEEXIT);
	show_wait(tracee, 0);
	resume(PTRACE_CONT, tracee, SIGTERM);
	show_exit_event(tracee);
}
