/* Planted bytes are memory: a child that is followed has them, and a new program has not. */
#include "scenario.h"

__attribute__((noinline)) static int target(int x)
{
	__asm__ volatile("" : "+r"(x));
	return x + 1;
}

static void body(void)
{
	int status;

	block_signal(SIG_BLOCK, SIGCHLD);
	if (fork() == 0)
		_exit(target(4));
	must(wait(&status) > 0);
	say("tracee: child %s", status_text(status));
	exec_exit(target(5));
}

SCENARIO
{
	pid_t tracee = start_traced(body), child;
	struct user_regs_struct regs;
	unsigned long word;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEFORK);
	DO(PTRACE_PEEKTEXT, tracee, target, &word);
	DO(PTRACE_POKETEXT, tracee, target, (word & ~0xffUL) | 0xcc);
	resume(PTRACE_CONT, tracee, 0);
	child = event_message(tracee);
	name_task(child, "child");
	show_wait(child, 0);
	resume(PTRACE_CONT, child, 0);
	show_siginfo(child);
	DO(PTRACE_POKETEXT, child, target, word);
	regs = get_regs(child);
	regs.rip--;
	set_regs(child, &regs);
	resume(PTRACE_CONT, child, 0);
	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	DO(PTRACE_POKETEXT, tracee, target, word);
	regs = get_regs(tracee);
	regs.rip--;
	set_regs(tracee, &regs);
	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
}
