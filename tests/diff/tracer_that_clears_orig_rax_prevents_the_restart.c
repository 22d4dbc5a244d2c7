/* What a debugger does before it calls a function: with orig_rax -1 an interrupted call is not restarted. */
#include "scenario.h"

static int ends[2];

static void body(void)
{
	char byte;
	long result = syscall(SYS_read, ends[0], &byte, 1);

	say("tracee: read %ld, errno %s", result,
	    result < 0 ? error_name(errno) : "none");
	_exit(0);
}

SCENARIO
{
	struct user_regs_struct regs;
	pid_t tracee;

	must(pipe(ends) == 0);
	tracee = start_traced(body);
	DO(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_read);
	kill(tracee, SIGUSR1);
	show_wait(tracee, 0);
	show_interrupted_call(tracee);
	regs = get_regs(tracee);
	regs.orig_rax = -1;
	regs.rax = -EBUSY;
	set_regs(tracee, &regs);
	resume(PTRACE_CONT, tracee, 0);
}
