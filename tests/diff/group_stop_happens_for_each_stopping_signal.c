/* "PTRACE_GETSIGINFO ... SIGSTOP, SIGTSTP, SIGTTIN, or SIGTTOU; only these four signals are stopping" */
#include "scenario.h"

SCENARIO
{
	static const int signals[] = { SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU };
	pid_t tracee = start_traced(sleep_forever);
	size_t i;

	own_group(tracee);
	for (i = 0; i < 4; i++) {
		DO(PTRACE_CONT, tracee, 0, 0);
		kill(tracee, signals[i]);
		show_wait(tracee, 0);
		show_siginfo(tracee);
		resume(PTRACE_CONT, tracee, signals[i]);
		show_siginfo(tracee);
		DO(PTRACE_CONT, tracee, 0, 0);
		kill(tracee, SIGCONT);
		show_wait(tracee, 0);
		show_siginfo(tracee);
	}
	kill_and_reap(tracee);
}
