/* The signal of a timer_create(2): SI_TIMER with its value, at the stop and in the handler. */
#include "scenario.h"

static atomic_int caught;

static void on_signal(int sig, siginfo_t *info, void *context)
{
	(void)context;
	say("tracee: %s %s value %d", signal_name(sig), code_name(sig, info->si_code),
	    info->si_value.sival_int);
	atomic_store(&caught, 1);
}

static void body(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN };
	struct itimerspec soon = { { 0, 0 }, { 0, 1000 } };
	timer_t timer;

	handle(SIGRTMIN, on_signal, 0);
	event.sigev_value.sival_int = 4711;
	must(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
	must(timer_settime(timer, 0, &soon, NULL) == 0);
	while (!atomic_load(&caught))
		pause_briefly();
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	siginfo_t info;

	resume(PTRACE_CONT, tracee, 0);
	DO(PTRACE_GETSIGINFO, tracee, 0, &info);
	say("code %s, value %d, overrun %d", code_name(info.si_signo, info.si_code),
	    info.si_value.sival_int, info.si_overrun);
	resume(PTRACE_CONT, tracee, SIGRTMIN);
}
