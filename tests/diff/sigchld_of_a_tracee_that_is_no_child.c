/* A tracer gets SIGCHLD for a stranger as well; the parent only at the end. */
#include "scenario.h"

static sigset_t chld;

static void show_sigchld(const char *who)
{
	siginfo_t info;

	must(sigwaitinfo(&chld, &info) == SIGCHLD);
	say("%s: SIGCHLD from %s, status %d", who, task_name(info.si_pid),
	    info.si_status);
}

static void show_pending(const char *who)
{
	sigset_t set;

	sigpending(&set);
	say("%s: SIGCHLD pending: %s", who, sigismember(&set, SIGCHLD) ? "yes" : "no");
}

SCENARIO
{
	struct gate done = gate_new(), go = gate_new();
	pid_t child, tracer;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	name_task(getpid(), "parent");
	child = start_as("child", sleep_forever);
	tracer = fork_as("tracer");
	if (tracer == 0) {
		DO(PTRACE_ATTACH, child, 0, 0);
		show_sigchld("tracer");
		show_wait(child, WNOHANG);
		DO(PTRACE_CONT, child, 0, 0);
		kill(child, SIGTERM);
		show_sigchld("tracer");
		show_wait(child, WNOHANG);
		gate_open(&done);
		gate_pass(&go);
		DO(PTRACE_CONT, child, 0, SIGTERM);
		show_sigchld("tracer");
		gate_open(&done);
		gate_pass(&go);
		show_wait(child, WNOHANG);
		gate_open(&done);
		gate_pass(&go);
		_exit(3);
	}
	gate_pass(&done);
	show_pending("parent");
	gate_open(&go);
	gate_pass(&done);
	show_pending("parent");
	gate_open(&go);
	gate_pass(&done);
	show_sigchld("parent");
	show_wait(child, WNOHANG);
	gate_open(&go);
	show_sigchld("parent");
	show_wait(tracer, WNOHANG);
}
