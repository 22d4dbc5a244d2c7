/* clone3(2) has CLONE_PTRACE and CLONE_UNTRACED too. */
#include "scenario.h"

#include <linux/sched.h>

static void make(unsigned long long flags, int word)
{
	struct clone_args args = { .flags = flags, .exit_signal = SIGCHLD };
	long pid = syscall(SYS_clone3, &args, sizeof(args));

	if (pid == 0)
		syscall(SYS_exit_group, 3);
	atomic_store(&shared->word[word], pid);
}

static void body(void)
{
	block_signal(SIG_BLOCK, SIGCHLD);
	make(CLONE_PTRACE, 1);
	signal_self(SIGUSR1);
	make(CLONE_UNTRACED, 2);
	must(waitpid(atomic_load(&shared->word[2]), NULL, 0) > 0);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body), child;

	resume(PTRACE_CONT, tracee, 0);
	child = atomic_load(&shared->word[1]);
	name_task(child, "child");
	show_wait(child, 0);
	resume(PTRACE_CONT, child, 0);
	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEFORK);
	resume(PTRACE_CONT, tracee, 0);
}
