/*
 * "If a child has already changed state, then these calls return immediately"
 * (wait(2)): also if its SIGCHLD is pending, which is delivered after the call.
 */
#include "scenario.h"

static struct gate leave;

static void on_child(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	say("tracee: SIGCHLD");
}

static void child(void)
{
	gate_pass(&leave);
	_exit(3);
}

static void body(void)
{
	pid_t pid = start_as("child", child);
	siginfo_t info;
	int status = 0;
	long result;

	handle(SIGCHLD, on_child, 0); /* no SA_RESTART */
	atomic_store(&shared->word[0], pid);
	result = syscall(SYS_waitid, P_PID, pid, &info, WEXITED | WNOWAIT, NULL);
	say("tracee: waitid: %s", result ? error_name(errno) : "0");
	result = syscall(SYS_wait4, pid, &status, 0, NULL);
	say("tracee: wait4: %s, %s", result < 0 ? error_name(errno) : task_name(result),
	    status_text(status));
	_exit(0);
}

SCENARIO
{
	pid_t tracee;
	int status;

	leave = gate_new();
	tracee = start_traced(body);
	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	do {
		DO(PTRACE_SYSCALL, tracee, 0, 0);
		must(WIFSTOPPED(wait_quietly(tracee)));
	} while (get_regs(tracee).orig_rax != SYS_waitid);
	show_call(tracee);
	gate_open(&leave);
	await_state(atomic_load(&shared->word[0]), "Z");
	status = resume(PTRACE_SYSCALL, tracee, 0);
	while (WIFSTOPPED(status)) {
		int sig = WSTOPSIG(status);

		if (sig == SIGCHLD)
			show_siginfo(tracee);
		else
			show_call(tracee);
		status = resume(PTRACE_SYSCALL, tracee, sig == SIGCHLD ? sig : 0);
	}
}
