/* A signal of the kernel's own: SIGALRM by a timer, with SI_KERNEL. */
#include "scenario.h"
#include <sys/time.h>

static void body(void)
{
	struct itimerval soon = { { 0, 0 }, { 0, 1000 } };

	setitimer(ITIMER_REAL, &soon, NULL);
	pause();
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, SIGALRM);
}
