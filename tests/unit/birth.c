/* SPDX-License-Identifier: MIT
 * birth.c: the children of tracees, and which layers they inherit.
 */
#include "world.h"

SIM_PROGRAM(child_exits, SIM_SYSCALL(getpid), SIM_SYSCALL(exit_group, 4));
SIM_PROGRAM(forks, SIM_START(fork, 0, &child_exits), SIM_SYSCALL(exit_group, 3));
SIM_PROGRAM(vforks, SIM_START(vfork, 0, &child_exits), SIM_SYSCALL(exit_group, 3));
SIM_PROGRAM(clones, SIM_START(clone, CLONE_VM | CLONE_THREAD, &spins), SIM_NOP,
	    SIM_JUMP(1));

static void a_fork_is_reported_and_its_child_starts_with_a_trap(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&forks), child = task + 1;

	(void)state;
	seize(tracer, task, PTRACE_O_TRACEFORK);
	run();
	expect_stop(tracer, task, EVENT(FORK));
	assert_int_equal(event_message(tracer, task), child);
	expect_stop(tracer, child, EVENT_STOP(SIGTRAP));
	cont(tracer, child, 0);
	cont(tracer, task, 0);
	run();
	expect_exit(tracer, child, 4);
	expect_exit(tracer, task, 3);
}

static void a_child_under_an_attached_tracer_starts_with_sigstop(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&forks), child = task + 1;

	(void)state;
	attach_and_stop(tracer, task);
	ask_ok(tracer, PTRACE_SETOPTIONS, task, 0, PTRACE_O_TRACEFORK);
	cont(tracer, task, 0);
	run();
	expect_stop(tracer, task, EVENT(FORK));
	expect_stop(tracer, child, SIGSTOP);
	assert_int_equal(siginfo(tracer, child).si_code, SI_USER);
	assert_int_equal(siginfo(tracer, child).si_pid, 0);
	cont(tracer, child, 0);
	run();
	expect_exit(tracer, child, 4);
}

static void a_child_inherits_in_order_just_the_layers_that_asked(void **state)
{
	pid_t a = new_tracer(), b = new_tracer(), c = new_tracer();
	pid_t task = spawn(&forks), child = task + 1;

	(void)state;
	seize(a, task, PTRACE_O_TRACEFORK);
	seize(b, task, 0);
	seize(c, task, PTRACE_O_TRACEFORK | PTRACE_O_TRACESYSGOOD);
	run();
	expect_stop(a, task, EVENT(FORK));
	expect_nothing(b, task);
	expect_nothing(c, task);
	cont(a, task, 0);
	expect_stop(c, task, EVENT(FORK));
	expect_stop(a, child, EVENT_STOP(SIGTRAP));
	expect_nothing(b, child);
	expect_stop(c, child, EVENT_STOP(SIGTRAP));
	assert_int_equal(ask(b, PTRACE_CONT, child, 0, 0), -ESRCH);
	syscall_on(c, child);
	syscall_on(a, child);
	run();
	expect_stop(c, child, SYSGOOD);
	expect_nothing(a, child);
	cont(c, child, 0);
	expect_stop(a, child, SIGTRAP);
}

static void a_child_that_nobody_asked_for_is_let_go(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&forks), child = task + 1;

	(void)state;
	sim_set_late(sim, true);
	seize(tracer, task, PTRACE_O_TRACEFORK);
	while (look(task).state != SIM_TRACED)
		sim_step(sim, task);
	/* the machine has attached the child, but its parent's tracer dies */
	sim_kill(sim, tracer, SIGKILL);
	while (sim_step(sim, tracer))
		;
	run();
	assert_int_equal(look(child).state, SIM_GONE);
	assert_int_equal(look(task).state, SIM_GONE);
	assert_int_equal(vpt_tracee_count(vpt), 0);
}

static void the_option_is_that_of_the_childs_kind(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&vforks), child = task + 1;

	(void)state;
	seize(tracer, task, PTRACE_O_TRACEFORK | PTRACE_O_TRACECLONE);
	run();
	expect_exit(tracer, task, 3);
	expect_nothing(tracer, child);
}

static void a_vfork_and_its_end_are_reported(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&vforks), child = task + 1;

	(void)state;
	seize(tracer, task, PTRACE_O_TRACEVFORK | PTRACE_O_TRACEVFORKDONE);
	run();
	expect_stop(tracer, task, EVENT(VFORK));
	expect_stop(tracer, child, EVENT_STOP(SIGTRAP));
	cont(tracer, task, 0);
	run();
	expect_nothing(tracer, task);
	cont(tracer, child, 0);
	run();
	expect_exit(tracer, child, 4);
	expect_stop(tracer, task, EVENT(VFORK_DONE));
	assert_int_equal(event_message(tracer, task), child);
	cont(tracer, task, 0);
	run();
	expect_exit(tracer, task, 3);
}

static void a_thread_is_a_tracee_of_its_own(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&clones), thread = task + 1;

	(void)state;
	seize(tracer, task, PTRACE_O_TRACECLONE);
	run();
	expect_stop(tracer, task, EVENT(CLONE));
	expect_stop(tracer, thread, EVENT_STOP(SIGTRAP));
	cont(tracer, thread, 0);
	interrupt(tracer, thread);
	run();
	expect_stop(tracer, thread, EVENT_STOP(SIGTRAP));
}

/* The machine reports the parent's event and the child's first stop in any order. */
static void a_child_that_stops_before_its_parents_event_waits_for_it(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&forks), child = task + 1;

	(void)state;
	sim_set_late(sim, true);
	seize(tracer, task, PTRACE_O_TRACEFORK);
	while (look(task).state != SIM_TRACED)
		sim_step(sim, task);
	while (sim_step(sim, child))
		;
	assert_int_equal(vpt->newborns, 1);
	expect_nothing(tracer, child);
	check_core();
	run();
	assert_int_equal(vpt->newborns, 0);
	expect_stop(tracer, task, EVENT(FORK));
	expect_stop(tracer, child, EVENT_STOP(SIGTRAP));
}

static void a_child_that_dies_before_its_parents_event_is_reported(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&forks), child = task + 1;

	(void)state;
	sim_set_late(sim, true);
	seize(tracer, task, PTRACE_O_TRACEFORK);
	while (look(task).state != SIM_TRACED)
		sim_step(sim, task);
	sim_kill(sim, child, SIGKILL);
	while (sim_step(sim, child))
		;
	run();
	expect_stop(tracer, task, EVENT(FORK));
	expect_killed(tracer, child, SIGKILL);
}

static void a_child_whose_parent_dies_before_its_event_inherits_all_the_same(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&forks), child = task + 1;

	(void)state;
	sim_set_late(sim, true);
	seize(tracer, task, PTRACE_O_TRACEFORK);
	while (look(task).state != SIM_TRACED)
		sim_step(sim, task);
	sim_kill(sim, task, SIGKILL);
	while (sim_step(sim, child))
		;
	assert_int_equal(vpt->newborns, 1);
	run();
	assert_int_equal(vpt->newborns, 0);
	expect_killed(tracer, task, SIGKILL);
	expect_stop(tracer, child, EVENT_STOP(SIGTRAP));
	cont(tracer, child, 0);
	run();
	expect_exit(tracer, child, 4);
}

static void a_child_that_stops_after_its_parents_death_is_let_go(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&forks), child = task + 1;

	(void)state;
	sim_set_late(sim, true);
	seize(tracer, task, PTRACE_O_TRACEFORK);
	while (look(task).state != SIM_TRACED)
		sim_step(sim, task);
	sim_kill(sim, task, SIGKILL);
	while (sim_step(sim, task))
		;
	expect_killed(tracer, task, SIGKILL);
	run();
	assert_int_equal(vpt->newborns, 0);
	assert_int_equal(look(child).state, SIM_GONE);
	assert_int_equal(vpt_tracee_count(vpt), 0);
}

static void a_newborn_of_one_tracee_is_not_given_to_another(void **state)
{
	pid_t tracer = new_tracer(), second = new_tracer();
	pid_t task = spawn(&forks), child, other = spawn(&raises_usr1);

	(void)state;
	child = other + 1;
	sim_set_late(sim, true);
	seize(tracer, task, PTRACE_O_TRACEFORK);
	seize(second, other, PTRACE_O_TRACEFORK);
	while (look(task).state != SIM_TRACED)
		sim_step(sim, task);
	while (sim_step(sim, child))
		;
	sim_kill(sim, other, SIGKILL);
	while (sim_step(sim, other))
		;
	expect_killed(second, other, SIGKILL);
	expect_nothing(second, child);
	run();
	expect_stop(tracer, child, EVENT_STOP(SIGTRAP));
	expect_nothing(second, child);
}

static void a_new_layer_on_a_newborn_has_its_own_stop(void **state)
{
	pid_t tracer = new_tracer(), other = new_tracer();
	pid_t task = spawn(&forks), child = task + 1;

	(void)state;
	seize(tracer, task, PTRACE_O_TRACEFORK);
	run();
	attach(other, child);
	expect_stop(other, child, SIGSTOP);
	cont(other, child, 0);
	cont(tracer, child, 0);
	run();
	expect_exit(tracer, child, 4);
	expect_exit(other, child, 4);
}

static void options_of_a_second_layer_reach_the_machine(void **state)
{
	pid_t first = new_tracer(), second = new_tracer();
	pid_t task = spawn(&forks), child = task + 1;

	(void)state;
	seize(first, task, 0);
	seize(second, task, PTRACE_O_TRACEFORK);
	run();
	expect_nothing(first, task);
	expect_stop(second, task, EVENT(FORK));
	expect_stop(second, child, EVENT_STOP(SIGTRAP));
	cont(second, task, 0);
	cont(second, child, 0);
	run();
	expect_exit(first, task, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_fork_is_reported_and_its_child_starts_with_a_trap),
		WORLD_TEST(a_child_under_an_attached_tracer_starts_with_sigstop),
		WORLD_TEST(a_child_inherits_in_order_just_the_layers_that_asked),
		WORLD_TEST(a_child_that_nobody_asked_for_is_let_go),
		WORLD_TEST(the_option_is_that_of_the_childs_kind),
		WORLD_TEST(a_vfork_and_its_end_are_reported),
		WORLD_TEST(a_thread_is_a_tracee_of_its_own),
		WORLD_TEST(a_child_that_stops_before_its_parents_event_waits_for_it),
		WORLD_TEST(a_child_that_dies_before_its_parents_event_is_reported),
		WORLD_TEST(
			a_child_whose_parent_dies_before_its_event_inherits_all_the_same),
		WORLD_TEST(a_child_that_stops_after_its_parents_death_is_let_go),
		WORLD_TEST(a_newborn_of_one_tracee_is_not_given_to_another),
		WORLD_TEST(a_new_layer_on_a_newborn_has_its_own_stop),
		WORLD_TEST(options_of_a_second_layer_reach_the_machine),
	};

	return cmocka_run_group_tests_name("birth", tests, NULL, NULL);
}
