/* SECCOMP_RET_KILL_PROCESS: no signal-delivery-stop, only the exit event and the end by SIGSYS. */
#include "scenario.h"

static void body(void)
{
	filter_call(SYS_getppid, SECCOMP_RET_KILL_PROCESS);
	syscall(SYS_getppid);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEEXIT);
	resume(PTRACE_CONT, tracee, 0);
	say("message: %s", status_text(event_message(tracee)));
	show_interrupted_call(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
