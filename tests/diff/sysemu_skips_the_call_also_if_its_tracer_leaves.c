/* The call at which PTRACE_SYSEMU has stopped is skipped however the tracee is resumed: by
 * PTRACE_DETACH, and by the end of its tracer. */
#include "scenario.h"

static void body(void)
{
	long result = syscall(SYS_exit_group, 2);

	say("tracee: exit_group: %ld", result);
	_exit(0);
}

static void stop_at_the_call(pid_t tracee)
{
	DO(PTRACE_SYSEMU, tracee, 0, 0);
	must(WIFSTOPPED(wait_quietly(tracee)));
	show_call(tracee);
	DO(PTRACE_POKEUSR, tracee, offsetof(struct user_regs_struct, rax), 42);
}

static void detaches(void)
{
	pid_t tracee = start_traced(body);

	stop_at_the_call(tracee);
	TRY(PTRACE_DETACH, tracee, 0, 0);
	show_wait(tracee, 0);
}

static struct gate go;

static void waits_and_exits(void)
{
	gate_pass(&go);
	body();
}

static void dies(void)
{
	pid_t tracee = start_as("second tracee", waits_and_exits);
	pid_t tracer = fork_as("second tracer");

	if (tracer == 0) {
		attach(tracee);
		gate_open(&go);
		do {
			DO(PTRACE_SYSCALL, tracee, 0, 0);
			must(WIFSTOPPED(wait_quietly(tracee)));
		} while (get_regs(tracee).rax != 1); /* the end of the read */
		stop_at_the_call(tracee);
		_exit(0);
	}
	wait_quietly(tracer);
	show_wait(tracee, 0);
}

SCENARIO
{
	go = gate_new();
	detaches();
	dies();
}
