/* "WUNTRACED: ... Status for traced children which have stopped is provided even if this option is not specified" */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);
	pid_t child = start_as("child", sleep_forever);

	kill(child, SIGSTOP);
	show_waitid(P_PID, child, WSTOPPED | WNOWAIT);
	show_wait(child, WNOHANG);
	show_wait(child, WNOHANG | WUNTRACED);
	DO(PTRACE_CONT, tracee, 0, 0);
	kill(tracee, SIGTSTP);
	show_wait(tracee, 0);
	show_wait(-1, WNOHANG | WUNTRACED);
	kill_and_reap(tracee);
	kill_and_reap(child);
}
