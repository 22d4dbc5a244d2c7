/* SIGCHLD for each report of a tracee, taken by sigwaitinfo(2): its pid and status. */
#include "scenario.h"

static sigset_t chld;

static void show_sigchld(void)
{
	siginfo_t info;

	must(sigwaitinfo(&chld, &info) == SIGCHLD);
	say("SIGCHLD from %s, status %d", task_name(info.si_pid), info.si_status);
}

static void body(void)
{
	signal_self(SIGUSR1);
	getppid();
	_exit(9);
}

SCENARIO
{
	pid_t tracee;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	tracee = start_traced(body);
	show_sigchld();
	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEEXIT);
	DO(PTRACE_CONT, tracee, 0, 0);
	show_sigchld();
	show_wait(tracee, WNOHANG);
	DO(PTRACE_SYSCALL, tracee, 0, 0);
	show_sigchld();
	show_wait(tracee, WNOHANG);
	DO(PTRACE_CONT, tracee, 0, 0);
	show_sigchld();
	show_wait(tracee, WNOHANG);
	DO(PTRACE_CONT, tracee, 0, 0);
	show_sigchld();
	show_wait(tracee, WNOHANG);
	tracee = start_traced_as("second", sleep_forever);
	show_sigchld();
	kill(tracee, SIGKILL);
	show_sigchld();
	show_wait(tracee, WNOHANG);
}
