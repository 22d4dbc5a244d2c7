/* Job control: a tracee in the background that reads its terminal, or writes to one with tostop. */
#include "scenario.h"

#include <termios.h>

static void body(void)
{
	char byte;

	own_group(0);
	say("tracee: read %s",
	    syscall(SYS_read, 0, &byte, 1) < 0 ? error_name(errno) : "ok");
	signal_self(SIGUSR1);
	syscall(SYS_write, 0, "x", 1);
	signal_self(SIGUSR2);
	signal(SIGTTIN, SIG_IGN);
	say("tracee: read %s",
	    syscall(SYS_read, 0, &byte, 1) < 0 ? error_name(errno) : "ok");
	_exit(0);
}

static void session_leader(int master)
{
	struct termios mode;
	pid_t tracee;
	char name[64];
	int fd;

	must(ptsname_r(master, name, sizeof(name)) == 0);
	must(setsid() > 0);
	signal(SIGTTOU, SIG_IGN); /* to set the foreground group from the background */
	fd = open(name, O_RDWR);  /* becomes the controlling terminal */
	must(fd >= 0 && dup2(fd, 0) == 0 && tcgetattr(0, &mode) == 0);
	mode.c_lflag |= TOSTOP;
	must(tcsetattr(0, TCSANOW, &mode) == 0);
	tracee = start_traced(body);
	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	show_interrupted_call(tracee);
	resume(PTRACE_CONT, tracee, SIGTTIN);
	show_siginfo(tracee);
	/* the call begins again, and the signal with it */
	resume(PTRACE_CONT, tracee, 0);
	must(tcsetpgrp(0, tracee) == 0 && write(master, "y\n", 2) == 2);
	resume(PTRACE_CONT, tracee, 0); /* it reads, and stops by a signal of its own */
	must(tcsetpgrp(0, getpgrp()) == 0);
	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	show_interrupted_call(tracee);
	resume(PTRACE_CONT, tracee, SIGTTOU);
	must(tcsetpgrp(0, tracee) == 0);
	resume(PTRACE_CONT, tracee, 0);
	must(tcsetpgrp(0, getpgrp()) == 0);
	resume(PTRACE_CONT, tracee, 0);
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
