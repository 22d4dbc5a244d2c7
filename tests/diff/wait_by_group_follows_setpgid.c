/* A tracee that changes its process group is found by the new one, its stop reported or not. */
#include "scenario.h"

static struct gate moved;

static void body(void)
{
	own_group(0);
	gate_open(&moved);
	signal_self(SIGUSR1);
	_exit(4);
}

SCENARIO
{
	pid_t tracee;

	moved = gate_new();
	tracee = start_traced(body);
	show_wait(-tracee, WNOHANG);
	DO(PTRACE_CONT, tracee, 0, 0);
	gate_pass(&moved); /* another tracer may stop it before */
	await_state(tracee, "tT");
	show_wait(0, WNOHANG);
	show_wait(-tracee, 0);
	must(setpgid(tracee, getpgrp()) == 0);
	DO(PTRACE_CONT, tracee, 0, 0);
	show_wait(0, 0);
}
