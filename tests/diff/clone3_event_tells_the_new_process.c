/* clone3(2) is reported as clone(2) is: by its exit signal and CLONE_VFORK. */
#include "scenario.h"
#include <linux/sched.h>

static void make(unsigned long flags, int exit_signal)
{
	struct clone_args args = { .flags = flags, .exit_signal = exit_signal };
	long pid = syscall(SYS_clone3, &args, sizeof(args));

	if (pid == 0)
		syscall(SYS_exit_group, 0);
	must(pid > 0);
	wait_quietly(pid);
}

static void body(void)
{
	block_signal(SIG_BLOCK, SIGCHLD);
	block_signal(SIG_BLOCK, SIGUSR1);
	make(0, SIGCHLD);
	make(0, SIGUSR1);
	make(0, 0);
	make(CLONE_VFORK, SIGCHLD);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body), child;
	int i, status;

	DO(PTRACE_SETOPTIONS, tracee, 0,
	   PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE);
	for (i = 0; i < 4; i++) {
		status = resume(PTRACE_CONT, tracee, 0);
		must(status >> 16);
		child = event_message(tracee);
		name_task(child, "child");
		show_wait(child, 0);
		DO(PTRACE_CONT, child, 0, 0);
		show_wait(child, 0);
	}
	resume(PTRACE_CONT, tracee, 0);
}
