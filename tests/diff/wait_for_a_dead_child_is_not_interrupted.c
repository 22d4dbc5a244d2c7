/* do_wait() looks for children before it looks for signals: with a child that is dead already
 * the call succeeds, though a signal is pending whose handler is without SA_RESTART. So it does
 * in a tracee to which a signal is sent at the entry to the call. */
#include "scenario.h"

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	say("tracee: %s", signal_name(sig));
}

static void wait_for(const char *what, pid_t pid, int options)
{
	int status = 0;
	pid_t got = waitpid(pid, &status, options);

	say("tracee: %s: %s", what, got < 0 ? error_name(errno) : status_text(status));
}

static pid_t dead_child(const char *name, int status)
{
	pid_t pid = fork_as(name);

	if (pid == 0)
		_exit(status);
	await_state(pid, "Z");
	return pid;
}

static void body(void)
{
	pid_t child;
	siginfo_t info;

	handle(SIGUSR1, handler, 0);
	block_signal(SIG_BLOCK, SIGCHLD);
	child = dead_child("one", 1);
	signal_self(SIGSTOP);
	wait_for("that child", child, 0);
	dead_child("two", 2);
	signal_self(SIGSTOP);
	wait_for("any", -1, __WALL);
	dead_child("three", 3);
	signal_self(SIGSTOP);
	wait_for("own group", 0, 0);
	dead_child("four", 4);
	signal_self(SIGSTOP);
	memset(&info, 0, sizeof(info));
	say("tracee: waitid: %s", result_text(waitid(P_ALL, 0, &info, WEXITED)));
	say("tracee: status %d", info.si_status);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	int i;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_CONT, tracee, 0);
	for (i = 0; i < 4; i++) {
		resume(PTRACE_SYSCALL, tracee, 0);
		show_call(tracee);
		resume(PTRACE_CONT, tracee, SIGUSR1);
		resume(PTRACE_CONT, tracee, SIGUSR1);
	}
}
