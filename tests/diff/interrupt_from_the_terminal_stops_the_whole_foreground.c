/* ^C and ^Z of a terminal: a signal from the kernel for the tracee in the foreground. */
#include "scenario.h"

#include <termios.h>

static void session_leader(int master)
{
	pid_t tracee;
	char name[64];
	int fd;

	must(ptsname_r(master, name, sizeof(name)) == 0);
	must(setsid() > 0);
	signal(SIGTTOU, SIG_IGN);
	fd = open(name, O_RDWR); /* becomes the controlling terminal */
	must(fd >= 0 && dup2(fd, 0) == 0);
	tracee = start_traced(sleep_forever);
	own_group(tracee);
	must(tcsetpgrp(0, tracee) == 0);
	DO(PTRACE_CONT, tracee, 0, 0);
	must(write(master, "\3", 1) == 1);
	show_wait(-1, 0);
	show_siginfo(tracee);
	DO(PTRACE_CONT, tracee, 0, 0);
	must(write(master, "\32", 1) == 1);
	show_wait(-1, 0);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, SIGTSTP);
	show_siginfo(tracee);
	kill_and_reap(tracee);
	_exit(0);
}

SCENARIO
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	pid_t leader;

	must(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	leader = fork_as("tracer");
	if (leader == 0)
		session_leader(master);
	show_wait(leader, 0);
}
