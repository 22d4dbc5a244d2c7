/* A listening tracee hears of SIGCONT and SIGKILL only; a further SIGSTOP goes with the SIGCONT. */
#include "scenario.h"

static void on_usr1(int sig, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	say("tracee: %s", signal_name(sig));
}

static void body(void)
{
	handle(SIGUSR1, on_usr1, 0);
	sleep_forever();
}

SCENARIO
{
	pid_t tracee = start_seized(body, 0);

	await_call(tracee, SYS_pause);
	kill(tracee, SIGTSTP);
	show_wait(tracee, 0);
	/* an orphaned group does not stop by SIGTSTP, so it is made a SIGSTOP */
	resume(PTRACE_CONT, tracee, SIGSTOP);
	TRY(PTRACE_LISTEN, tracee, 0, 0);
	kill(tracee, SIGUSR1);
	kill(tracee, SIGSTOP);
	show_wait(tracee, WNOHANG);
	kill(tracee, SIGCONT);
	show_wait(tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, SIGUSR1);
	kill_and_reap(tracee);
}
