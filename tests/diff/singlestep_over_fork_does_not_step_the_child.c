/* The child of a stepped fork has no trap to come, traced or not. */
#include "scenario.h"

static void body(void)
{
	long pid;

	block_signal(SIG_BLOCK, SIGCHLD);
	__asm__ volatile("mov $57, %%eax\n" /* fork */
			 "int3\n"
			 "syscall\n"
			 : "=a"(pid)
			 :
			 : "rcx", "r11", "memory");
	if (pid == 0)
		_exit(5);
	say("tracee: child %s",
	    waitpid(pid, (int *)&shared->word[4], 0) == pid ? "ended" : "lost");
	_exit(0);
}

static void step_over_fork(unsigned long options)
{
	pid_t tracee = start_traced(body), child;

	DO(PTRACE_SETOPTIONS, tracee, 0, options);
	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_SINGLESTEP, tracee, 0);
	if (options) {
		child = event_message(tracee);
		name_task(child, "child");
		show_wait(child, 0);
		resume(PTRACE_CONT, child, 0);
		resume(PTRACE_SINGLESTEP, tracee, 0);
	}
	show_siginfo(tracee);
	resume(PTRACE_CONT, tracee, 0);
	say("status %s", status_text(atomic_load(&shared->word[4])));
}

SCENARIO
{
	step_over_fork(0);
	step_over_fork(PTRACE_O_TRACEFORK);
}
