/* The same for who does not trace the task, be it its parent and stopped. */
#include "scenario.h"

SCENARIO
{
	unsigned long word;
	siginfo_t info;
	pid_t child = start_as("child", sleep_forever);

	TRY(PTRACE_CONT, child, 0, 0);
	kill(child, SIGSTOP);
	show_wait(child, WUNTRACED);
	TRY(PTRACE_PEEKDATA, child, &shared, &word);
	TRY(PTRACE_POKEDATA, child, &shared, 0);
	TRY(PTRACE_CONT, child, 0, 0);
	TRY(PTRACE_SYSCALL, child, 0, 0);
	TRY(PTRACE_DETACH, child, 0, 0);
	TRY(PTRACE_KILL, child, 0, 0);
	TRY(PTRACE_INTERRUPT, child, 0, 0);
	TRY(PTRACE_LISTEN, child, 0, 0);
	TRY(PTRACE_GETSIGINFO, child, 0, &info);
	TRY(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD);
	TRY(PTRACE_GETEVENTMSG, child, 0, &word);
	TRY(PTRACE_GETREGS, getpid(), 0, 0);
	say("unknown request: %s", result_text(ptrace_call(9999, child, 0, 0)));
	show_wait(child, WNOHANG);
	kill_and_reap(child);
}
