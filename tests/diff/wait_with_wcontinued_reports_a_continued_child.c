/* WCONTINUED, for a child that is not traced and beside one that is. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);
	pid_t child = start_as("child", sleep_forever);

	show_wait(child, WNOHANG | WCONTINUED);
	kill(child, SIGSTOP);
	show_wait(child, WUNTRACED);
	kill(child, SIGCONT);
	show_wait(-1, WCONTINUED);
	show_wait(-1, WNOHANG | WCONTINUED);
	kill(child, SIGSTOP);
	show_waitid(P_PID, child, WSTOPPED);
	kill(child, SIGCONT);
	show_waitid(P_ALL, 0, WCONTINUED);
	kill_and_reap(tracee);
	kill_and_reap(child);
}
