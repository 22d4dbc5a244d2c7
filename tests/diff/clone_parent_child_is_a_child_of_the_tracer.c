/* CLONE_PARENT: the new process is a sibling of the tracee, here a child of the tracer. */
#include "scenario.h"

static void body(void)
{
	long pid = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);

	if (pid == 0) {
		atomic_store(&shared->word[0], getppid());
		syscall(SYS_exit_group, 3);
	}
	say("tracee: it is %s", waitpid(pid, NULL, 0) == -1 ? error_name(errno) : "mine");
	_exit(4);
}

SCENARIO
{
	pid_t tracee = start_traced(body), child;

	DO(PTRACE_SETOPTIONS, tracee, 0,
	   PTRACE_O_TRACEFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEVFORK);
	resume(PTRACE_CONT, tracee, 0);
	child = event_message(tracee);
	name_task(child, "sibling");
	show_wait(child, 0);
	resume(PTRACE_CONT, child, 0);
	say("its parent was the %s", task_name(atomic_load(&shared->word[0])));
	show_wait(child, WNOHANG);
	resume(PTRACE_CONT, tracee, 0);
}
