/* Arguments and results of a tracer in a child PID namespace are numbers of that namespace. */
#include "scenario.h"

static void body(void)
{
	pid_t child;

	child = fork();
	if (child == 0)
		_exit(4);
	waitpid(child, NULL, 0);
	signal_self(SIGUSR1);
	_exit(3);
}

static void own_numbers(pid_t tracee)
{
	siginfo_t info;
	int status, i;
	unsigned long message = 0;

	for (i = 0; i < 20; i++) {
		pid_t got = waitpid(tracee, &status, __WALL);

		if (got < 0)
			break;
		say("wait = %d %s", got, status_text(status));
		if (!WIFSTOPPED(status))
			continue;
		if (status >> 16) {
			DO(PTRACE_GETEVENTMSG, got, 0, &message);
			say("message %lu", message);
		}
		DO(PTRACE_GETSIGINFO, got, 0, &info);
		say("siginfo of %d", info.si_pid);
		DO(PTRACE_CONT, got, 0, WSTOPSIG(status) == SIGTRAP ? 0 : SIGUSR2);
		if (got == tracee && status >> 16) {
			got = waitpid((pid_t)message, &status, __WALL);
			say("wait = %d %s", got, status_text(status));
			DO(PTRACE_CONT, got, 0, 0);
			got = waitpid((pid_t)message, &status, __WALL);
			say("wait = %d %s", got, status_text(status));
		}
	}
	say("end: %s", error_name(errno));
}

static void in_namespace(void)
{
	pid_t tracee = fork();
	siginfo_t info;

	if (tracee == 0) {
		ptrace_call(PTRACE_TRACEME, 0, 0, 0);
		signal_self(SIGSTOP);
		body();
	}
	say("I am %d, the tracee %d", getpid(), tracee);
	memset(&info, 0, sizeof(info));
	must(waitid(P_PID, tracee, &info, WSTOPPED | WEXITED | WNOWAIT) == 0);
	say("waitid: %d", info.si_pid);
	say("in the group: %d", waitpid(0, NULL, __WALL));
	say("another: %s", result_text(ptrace_call(PTRACE_SEIZE, 4000, 0, 0)));
	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEFORK);
	DO(PTRACE_CONT, tracee, 0, 0);
	own_numbers(tracee);
	_exit(0);
}

SCENARIO
{
	pid_t init;

	/* no user namespace of one's own where the kernel or the user has none to give */
	if (unshare(CLONE_NEWPID) && unshare(CLONE_NEWUSER | CLONE_NEWPID))
		skip("no PID namespace can be made here");
	init = fork();
	must(init >= 0);
	if (init == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		in_namespace();
	}
	wait_quietly(init);
}
