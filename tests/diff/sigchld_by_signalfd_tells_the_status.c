/* signalfd(2) tells the status as well as the pid. */
#include "scenario.h"
#include <sys/signalfd.h>

static void body(void)
{
	signal_self(SIGUSR1);
	signal_self(SIGUSR2);
	_exit(1);
}

SCENARIO
{
	struct signalfd_siginfo info;
	struct pollfd poll_fd;
	sigset_t set;
	pid_t tracee;
	int status;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	poll_fd.fd = signalfd(-1, &set, SFD_CLOEXEC);
	poll_fd.events = POLLIN;
	must(poll_fd.fd >= 0);
	tracee = start_traced(body);
	must(read(poll_fd.fd, &info, sizeof(info)) == sizeof(info));
	do {
		DO(PTRACE_CONT, tracee, 0, 0);
		say("poll %d", poll(&poll_fd, 1, -1));
		must(read(poll_fd.fd, &info, sizeof(info)) == sizeof(info));
		say("%s from %s, status %d", signal_name(info.ssi_signo),
		    task_name(info.ssi_pid), info.ssi_status);
		status = show_wait(tracee, WNOHANG);
	} while (WIFSTOPPED(status));
}
