/* A signal that is taken by sigtimedwait(2) or signalfd(2) is never delivered. */
#include "scenario.h"
#include <sys/signalfd.h>

static void body(void)
{
	struct signalfd_siginfo from_fd;
	siginfo_t info;
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal_self(SIGUSR1);
	sigdelset(&set, SIGUSR2);
	sigwaitinfo(&set, &info);
	say("tracee: sigwaitinfo: %s", info_text(&info));
	sigaddset(&set, SIGUSR2);
	fd = signalfd(-1, &set, 0);
	signal_self(SIGUSR2);
	must(read(fd, &from_fd, sizeof(from_fd)) == sizeof(from_fd));
	say("tracee: signalfd: %s from %s", signal_name(from_fd.ssi_signo),
	    task_name(from_fd.ssi_pid));
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
}
