/* In a group-stop of a tracee that is not seized SIGCONT does nothing by itself. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);

	resume(PTRACE_CONT, tracee, SIGSTOP);
	show_siginfo(tracee);
	kill(tracee, SIGCONT);
	show_wait(tracee, WNOHANG);
	say("still stopped: %s",
	    ptrace_call(PTRACE_SETOPTIONS, tracee, 0, 0) ? "no" : "yes");
	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	kill_and_reap(tracee);
}
