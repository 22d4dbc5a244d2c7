/* A breakpoint of a tracer that ends is the program's SIGTRAP. */
#include "scenario.h"

static struct gate go;

__attribute__((noinline)) static int target(int x)
{
	__asm__ volatile("" : "+r"(x));
	return x + 1;
}

static void body(void)
{
	gate_pass(&go);
	_exit(target(4));
}

static void plant(pid_t tracee)
{
	unsigned long word;

	attach(tracee);
	DO(PTRACE_PEEKTEXT, tracee, target, &word);
	TRY(PTRACE_POKETEXT, tracee, target, (word & ~0xffUL) | 0xcc);
}

SCENARIO
{
	pid_t tracee, tracer;

	name_task(getpid(), "parent");
	go = gate_new();
	tracee = start_as("tracee", body);
	await_call(tracee, SYS_read);
	tracer = fork_as("other tracer");
	if (tracer == 0) {
		plant(tracee);
		_exit(0);
	}
	show_wait(tracer, 0);
	gate_open(&go);
	show_wait(tracee, 0);
}
