/* epoll_wait, sigtimedwait, semtimedop "fail with EINTR" by a signal that the tracer suppresses. */
#include "scenario.h"

#include <sys/epoll.h>
#include <sys/sem.h>

static long the_call(int which)
{
	struct timespec long_time = { 100, 0 };
	struct sembuf operation = { 0, -1, 0 };
	struct epoll_event event;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	switch (which) {
	case 0:
		return epoll_wait(epoll_create1(0), &event, 1, -1);
	case 1:
		return syscall(SYS_rt_sigtimedwait, &set, NULL, &long_time, 8);
	default:
		return semtimedop(atomic_load(&shared->word[2]), &operation, 1, NULL);
	}
}

static void body(void)
{
	static const char *const names[] = { "epoll_wait", "sigtimedwait", "semtimedop" };
	long result;
	int i;

	for (i = 0; i < 3; i++) {
		atomic_store(&shared->word[0], i + 1);
		result = the_call(i);
		say("tracee: %s: %s", names[i], result < 0 ? error_name(errno) : "ok");
	}
	_exit(0);
}

SCENARIO
{
	static const long calls[] = { SYS_epoll_wait, SYS_rt_sigtimedwait,
				      SYS_semtimedop };
	int semaphore = semget(IPC_PRIVATE, 1, 0600), i;
	pid_t tracee;

	if (semaphore < 0)
		skip("there are no System V semaphores");
	atomic_store(&shared->word[2], semaphore);
	tracee = start_traced(body);
	for (i = 0; i < 3; i++) {
		DO(PTRACE_CONT, tracee, 0, 0);
		await_word(0, i + 1);
		await_call(tracee, calls[i]);
		kill(tracee, SIGUSR1);
		show_wait(tracee, 0);
		say("rax %s", value_text(0, get_regs(tracee).rax));
	}
	resume(PTRACE_CONT, tracee, 0);
	semctl(semaphore, 0, IPC_RMID);
}
