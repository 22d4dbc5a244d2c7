/* do_wait() looks for signals only before it sleeps: with WNOHANG never, and not when there is
 * news already. The signals are SIGCHLDs, with a handler that does not restart calls. */
#include "scenario.h"

enum { ROUNDS = 40 };

static volatile sig_atomic_t caught;

static void handler(int sig)
{
	(void)sig;
	caught++;
}

static void call_forever(void)
{
	for (;;)
		getppid();
}

static pid_t start(void)
{
	pid_t tracee = start_traced(call_forever);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	return tracee;
}

/* The tracee runs: its stop is found in the end. */
static void poll_for_a_stop(pid_t tracee)
{
	siginfo_t info = { 0 };
	int status;
	pid_t pid;

	while (info.si_pid == 0)
		must(waitid(P_PID, (id_t)tracee, &info,
			    WSTOPPED | WEXITED | WNOHANG | WNOWAIT | __WALL) == 0);
	must(info.si_pid == tracee);
	while ((pid = waitpid(-1, &status, WNOHANG | __WALL)) == 0)
		;
	must(pid > 0 && WIFSTOPPED(status));
	if (pid != tracee) {
		must(waitpid(tracee, &status, WNOHANG | __WALL) == tracee);
		DO(PTRACE_SYSCALL, pid, 0, 0);
	}
}

/* A request that succeeds shows that it has stopped. */
static void wait_for_news(pid_t tracee)
{
	struct user_regs_struct regs;
	long result;
	int status;

	do {
		result = ptrace_call(PTRACE_GETREGS, tracee, 0, (unsigned long)&regs);
		must(result == 0 || result == -ESRCH);
	} while (result);
	must(waitpid(tracee, &status, __WALL) == tracee);
	must(WIFSTOPPED(status));
}

SCENARIO
{
	struct sigaction interrupting = { .sa_handler = handler };
	pid_t polled, known;
	int i;

	sigaction(SIGCHLD, &interrupting, NULL);
	polled = start();
	known = start();
	DO(PTRACE_SYSCALL, known, 0, 0);
	for (i = 0; i < ROUNDS; i++) {
		DO(PTRACE_SYSCALL, polled, 0, 0);
		wait_for_news(known);
		DO(PTRACE_SYSCALL, known, 0, 0);
		poll_for_a_stop(polled);
	}
	say("signals came: %d; no such wait was interrupted", caught > 0);
	signal(SIGCHLD, SIG_DFL);
	kill_and_reap(polled);
	kill_and_reap(known);
}
