/* CLONE_PTRACE with CLONE_UNTRACED: no event, but traced all the same. */
#include "scenario.h"

static void body(void)
{
	long pid =
		syscall(SYS_clone, CLONE_UNTRACED | CLONE_PTRACE | SIGCHLD, 0, 0, 0, 0);

	if (pid == 0) {
		atomic_store(&shared->word[0], getpid());
		syscall(SYS_exit_group, 3);
	}
	atomic_store(&shared->word[1], pid);
	signal_self(SIGUSR1);
	sleep_forever();
}

SCENARIO
{
	pid_t tracee = start_traced(body), child;

	DO(PTRACE_SETOPTIONS, tracee, 0,
	   PTRACE_O_TRACEFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEVFORK);
	resume(PTRACE_CONT, tracee, 0);
	child = atomic_load(&shared->word[1]);
	name_task(child, "child");
	show_wait(child, 0);
	resume(PTRACE_CONT, child, 0);
	kill_and_reap(tracee);
}
