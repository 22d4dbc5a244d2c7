/* CLONE_PARENT without any option: the tracer gets an untraced child, beside its tracee. */
#include "scenario.h"

static void body(void)
{
	long pid = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);

	if (pid == 0)
		syscall(SYS_exit_group, 3);
	atomic_store(&shared->word[0], pid);
	signal_self(SIGUSR1);
	_exit(4);
}

SCENARIO
{
	pid_t tracee = start_traced(body), child;

	resume(PTRACE_CONT, tracee, 0);
	child = atomic_load(&shared->word[0]);
	name_task(child, "sibling");
	show_wait(-1, 0);
	TRY(PTRACE_CONT, child, 0, 0);
	resume(PTRACE_CONT, tracee, 0);
}
