/*
 * de_thread(): a thread that execs takes the place of its leader. If it is no tracee, the new
 * program is none either; the leader goes without a status. ("We are going to release_task()
 * ->ptrace_unlink() silently, the tracer can sleep in do_wait().")
 */
#include "scenario.h"

static struct gate go, attached, leave;

static void *second(void *unused)
{
	gate_pass(&go);
	exec_exit(8);
	return unused;
}

static void leader_body(void)
{
	pthread_t handle;

	must(pthread_create(&handle, NULL, second, NULL) == 0);
	sleep_forever();
}

static void dying_leader_body(void)
{
	pthread_t handle;

	must(pthread_create(&handle, NULL, second, NULL) == 0);
	gate_pass(&leave);
	syscall(SYS_exit, 0);
}

/* A tracer that is not the parent has nothing left to wait for. (A wait for the leader's number
 * would not always be woken: the leader has the thread's then.) */
static void other_tracer(pid_t leader)
{
	DO(PTRACE_SEIZE, leader, 0, 0);
	gate_open(&attached);
	show_wait(-1, __WALL);
	_exit(0);
}

/* Traces the leader by another process, until that sleeps in its wait. */
static pid_t start_tracer_as(const char *name, pid_t leader)
{
	pid_t tracer = fork_as(name);

	if (tracer == 0)
		other_tracer(leader);
	gate_pass(&attached);
	await_call(tracer, SYS_wait4);
	return tracer;
}

SCENARIO
{
	pid_t leader, tracer;

	go = gate_new();
	attached = gate_new();
	leave = gate_new();

	/* a tracer that is the parent: its child goes on */
	leader = start_as("leader", leader_body);
	DO(PTRACE_SEIZE, leader, 0, 0);
	await_call(leader, SYS_pause);
	gate_open(&go);
	show_wait(leader, __WALL);
	TRY(PTRACE_CONT, leader, 0, 0);

	/* which the exit event only delays */
	leader = start_as("leader 2", leader_body);
	DO(PTRACE_SEIZE, leader, 0, PTRACE_O_TRACEEXIT | PTRACE_O_TRACEEXEC);
	await_call(leader, SYS_pause);
	gate_open(&go);
	show_wait(leader, __WALL);
	resume(PTRACE_CONT, leader, 0);

	leader = start_as("leader 3", leader_body);
	await_call(leader, SYS_pause);
	tracer = start_tracer_as("tracer", leader);
	gate_open(&go);
	show_wait(tracer, 0);
	show_wait(leader, 0);

	/* one that has exited long before */
	leader = start_as("leader 4", dying_leader_body);
	await_call(leader, SYS_read);
	tracer = start_tracer_as("tracer 4", leader);
	gate_open(&leave);
	await_state(leader, "Z");
	await_call(tracer, SYS_wait4);
	gate_open(&go);
	show_wait(tracer, 0);
	show_wait(leader, 0);
}
