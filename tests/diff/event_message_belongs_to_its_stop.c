/* PTRACE_GETEVENTMSG in the stops that are no event: what it tells then. */
#include "scenario.h"

static void body(void)
{
	pid_t pid;

	block_signal(SIG_BLOCK, SIGCHLD);
	pid = fork();
	if (pid == 0)
		_exit(0);
	wait_quietly(pid);
	signal_self(SIGUSR1);
	getppid();
	_exit(5);
}

/* Only a number that is not a pid may be printed. */
static const char *message_text(pid_t tracee, pid_t child)
{
	unsigned long message = event_message(tracee);
	char *text = scratch();

	if (message == (unsigned long)child)
		return "child";
	snprintf(text, SCRATCH_SIZE, "%lx", message);
	return text;
}

SCENARIO
{
	pid_t tracee = start_traced(body), child;

	DO(PTRACE_SETOPTIONS, tracee, 0,
	   PTRACE_O_TRACEFORK | PTRACE_O_TRACEEXIT | PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_CONT, tracee, 0);
	child = event_message(tracee);
	name_task(child, "child");
	show_wait(child, 0);
	say("message of the child: %s", message_text(child, child));
	TRY(PTRACE_DETACH, child, 0, 0);
	resume(PTRACE_CONT, tracee, 0);
	say("message at a signal: %s", message_text(tracee, child));
	resume(PTRACE_SYSCALL, tracee, 0);
	say("message at a syscall entry: %s", message_text(tracee, child));
	resume(PTRACE_SYSCALL, tracee, 0);
	say("message at a syscall exit: %s", message_text(tracee, child));
	resume(PTRACE_CONT, tracee, 0);
	say("message at the exit: %s", message_text(tracee, child));
	resume(PTRACE_CONT, tracee, 0);
}
