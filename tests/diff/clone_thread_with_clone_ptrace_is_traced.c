/* CLONE_PTRACE: "If the calling process is being traced, then trace the child also." - a thread,
 * too, and whatever other tracees there are. */
#include "scenario.h"

static int thread(void *unused)
{
	(void)unused;
	syscall(SYS_exit, 0);
	return 0;
}

static void body(void)
{
	char *stack = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	must(stack != MAP_FAILED);
	must(clone(thread, stack + 65536,
		   CLONE_PTRACE | CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
			   CLONE_THREAD | CLONE_SYSVSEM,
		   NULL) > 0);
	sleep_forever();
}

SCENARIO
{
	pid_t tracee = start_traced(body), other = start_traced(sleep_forever), tid;
	int status;

	/* this one would report all its children, and has none */
	DO(PTRACE_SETOPTIONS, other, 0,
	   PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE);
	DO(PTRACE_CONT, other, 0, 0);
	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEFORK);
	DO(PTRACE_CONT, tracee, 0, 0);
	tid = waitpid(-1, &status, __WALL);
	name_task(tid, "thread");
	say("%s %s", task_name(tid), status_text(status));
	resume(PTRACE_CONT, tid, 0);
	kill_and_reap(other);
	kill_and_reap(tracee);
}
