/* A debugger calls something in the tracee while a system call of it is interrupted: it sets
 * the registers to make another call, steps over it, and puts them back. The interrupted call
 * begins again, since a step ends with a signal. */
#include "scenario.h"

static struct gate gate;

static void body(void)
{
	char byte = '-';
	long got = syscall(SYS_read, gate.fd[0], &byte, 1);

	say("read: %ld %c", got < 0 ? -(long)errno : got, byte);
	_exit(0);
}

/* Returns what the call returned. */
static long make_call(pid_t pid, long nr)
{
	struct user_regs_struct saved = get_regs(pid), regs = saved;
	long result;

	regs.orig_rax = -1;
	regs.rax = nr;
	regs.rip -= 2; /* the instruction that made the interrupted call */
	set_regs(pid, &regs);
	resume(PTRACE_SINGLESTEP, pid, 0);
	show_siginfo(pid);
	result = get_regs(pid).rax;
	set_regs(pid, &saved);
	return result;
}

static void interrupt_and_let_go(long request)
{
	pid_t tracee;

	gate = gate_new();
	tracee = start_as("tracee", body);
	await_call(tracee, SYS_read);
	attach(tracee);
	show_interrupted_call(tracee);
	say("getpid: %s", task_name(make_call(tracee, SYS_getpid)));
	say("getppid: %s", task_name(make_call(tracee, SYS_getppid)));
	show_interrupted_call(tracee);
	say("%s", request == PTRACE_CONT ? "PTRACE_CONT" : "PTRACE_DETACH");
	DO(request, tracee, 0, 0);
	await_call(tracee, SYS_read);
	gate_open(&gate);
	show_wait(tracee, __WALL);
}

SCENARIO
{
	interrupt_and_let_go(PTRACE_CONT);
	interrupt_and_let_go(PTRACE_DETACH);
}
