/* What rax holds in the stop that interrupts a call: ERESTARTSYS, ERESTARTNOHAND, … by the call. */
#include "scenario.h"

#include <sys/select.h>
#include <sys/socket.h>
#include <sys/un.h>

static int ends[2], listener;

static void the_call(int which)
{
	struct timespec later = { 0, 0 }, while_ = { 100, 0 };
	struct timeval time = { 100, 0 };
	char byte;

	switch (which) {
	case 0:
		syscall(SYS_read, ends[0], &byte, 1);
		break;
	case 1:
		syscall(SYS_pause);
		break;
	case 2:
		syscall(SYS_select, 0, NULL, NULL, NULL, &time);
		break;
	case 3:
		clock_gettime(CLOCK_MONOTONIC, &later);
		later.tv_sec += 100;
		syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &later,
			NULL);
		break;
	case 4:
		syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &while_, NULL);
		break;
	case 5:
		syscall(SYS_accept, listener, NULL, NULL);
		break;
	default:
		syscall(SYS_wait4, -1, NULL, 0, NULL);
	}
}

static void body(void)
{
	int which = atomic_load(&shared->word[0]);

	if (which == 6 && fork() == 0)
		sleep_forever();
	the_call(which);
	_exit(0);
}

SCENARIO
{
	static const long calls[] = { SYS_read,
				      SYS_pause,
				      SYS_select,
				      SYS_clock_nanosleep,
				      SYS_clock_nanosleep,
				      SYS_accept,
				      SYS_wait4 };
	struct sockaddr_un any = { .sun_family = AF_UNIX };
	pid_t tracee;
	int i;

	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	must(bind(listener, (struct sockaddr *)&any, sizeof(any.sun_family)) == 0);
	must(listen(listener, 1) == 0 && pipe(ends) == 0);
	for (i = 0; i < 6; i++) {
		atomic_store(&shared->word[0], i);
		tracee = start_traced(body);
		DO(PTRACE_CONT, tracee, 0, 0);
		await_call(tracee, calls[i]);
		kill(tracee, SIGUSR1);
		show_wait(tracee, 0);
		say("call %d: rax %s", i, value_text(0, get_regs(tracee).rax));
		DO(PTRACE_CONT, tracee, 0, 0);
		if (i == 4) /* by restart_syscall(2) */
			await_call(tracee, SYS_restart_syscall);
		else
			await_call(tracee, calls[i]);
		kill_and_reap(tracee);
	}
}
