/* PTRACE_INTERRUPT is no signal, but epoll_wait(2) ends with EINTR by it all the same. */
#include "scenario.h"

#include <sys/epoll.h>

static void body(void)
{
	struct epoll_event event;
	int fd = epoll_create1(0), i;

	for (i = 0; i < 2; i++) {
		atomic_store(&shared->word[0], i + 1);
		say("tracee: %s",
		    epoll_wait(fd, &event, 1, -1) < 0 ? error_name(errno) : "ok");
	}
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_seized(body, PTRACE_O_TRACESYSGOOD);
	int i;

	for (i = 0; i < 2; i++) {
		await_word(0, i + 1);
		await_call(tracee, SYS_epoll_wait);
		TRY(PTRACE_INTERRUPT, tracee, 0, 0);
		show_wait(tracee, 0);
		say("rax %s", value_text(0, get_regs(tracee).rax));
		DO(PTRACE_CONT, tracee, 0, 0);
	}
	show_wait(tracee, 0);
}
