/* Debug registers are a thread's own: neither a child nor the program of an exec has them. */
#include "scenario.h"

#define DR(n) offsetof(struct user, u_debugreg[n])

static volatile long watched;

static void body(void)
{
	pid_t child = fork();

	if (child == 0) {
		watched = 1;
		_exit(4);
	}
	must(waitpid(child, NULL, 0) == child);
	watched = 2;
	exec_exit(5);
}

SCENARIO
{
	pid_t tracee, child;
	unsigned long word;

	need_watchpoints();
	tracee = start_traced(body);
	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEFORK | PTRACE_O_TRACEEXEC);
	DO(PTRACE_POKEUSR, tracee, DR(0), &watched);
	TRY(PTRACE_POKEUSR, tracee, DR(7), 0xd0001);
	resume(PTRACE_CONT, tracee, 0);
	child = event_message(tracee);
	name_task(child, "child");
	show_wait(child, 0);
	DO(PTRACE_PEEKUSR, child, DR(7), &word);
	say("dr7 of the child: %lx", word);
	resume(PTRACE_CONT, child, 0);
	resume(PTRACE_CONT, tracee, 0); /* SIGCHLD */
	resume(PTRACE_CONT, tracee, SIGCHLD);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, 0);
	DO(PTRACE_PEEKUSR, tracee, DR(7), &word);
	say("dr7 after exec: %lx", word);
	resume(PTRACE_CONT, tracee, 0);
}
