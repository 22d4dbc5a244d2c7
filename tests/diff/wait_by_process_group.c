/* waitpid(2) with 0 and with -pgid, waitid(2) with P_PGID: tracees by their group. */
#include "scenario.h"

SCENARIO
{
	pid_t mine = start_traced_as("mine", sleep_forever);
	pid_t apart = start_traced_as("apart", sleep_forever);

	must(setpgid(apart, apart) == 0);
	DO(PTRACE_CONT, apart, 0, 0);
	kill(apart, SIGUSR1);
	show_wait(apart, 0);
	DO(PTRACE_CONT, apart, 0, 0);
	kill(apart, SIGUSR2);
	show_waitid(P_PID, apart, WSTOPPED | WNOWAIT);
	show_wait(0, WNOHANG);
	show_wait(-apart, 0);
	show_wait(-apart, WNOHANG);
	DO(PTRACE_CONT, mine, 0, 0);
	kill(mine, SIGUSR1);
	show_wait(0, 0);
	DO(PTRACE_CONT, mine, 0, 0);
	kill(mine, SIGUSR2);
	show_waitid(P_PGID, getpgrp(), WSTOPPED);
	DO(PTRACE_CONT, apart, 0, 0);
	kill(apart, SIGUSR2);
	show_waitid(P_PGID, apart, WSTOPPED);
	DO(PTRACE_CONT, mine, 0, 0);
	kill(mine, SIGTERM);
	show_waitid(P_PGID, 0, WSTOPPED);
	kill_and_reap(apart);
	say("group without members: %s",
	    waitpid(-apart, NULL, 0) < 0 ? error_name(errno) : "ok");
	kill_and_reap(mine);
}
