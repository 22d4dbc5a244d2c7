/* SPDX-License-Identifier: MIT
 * signal.c: the way of a signal through the layers, and signals that tracers inject.
 */
#include "world.h"

static pid_t outer, inner, task;

static void two_layers(const struct sim_program *program)
{
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(program);
	seize(outer, task, 0);
	seize(inner, task, 0);
}

static void a_signal_that_every_layer_passes_on_is_delivered(void **state)
{
	(void)state;
	two_layers(&raises_usr1);
	sim_set_action(sim, task, SIGUSR1, SIM_IGNORE);
	run();
	expect_stop(outer, task, SIGUSR1);
	cont(outer, task, SIGUSR1);
	expect_stop(inner, task, SIGUSR1);
	cont(inner, task, SIGUSR1);
	while (sim_step(sim, task) && look(task).state == SIM_RUNNING)
		if (look(task).delivered[SIGUSR1])
			return;
	fail();
}

static void a_signal_that_the_outer_layer_suppresses_is_not_seen_inside(void **state)
{
	(void)state;
	two_layers(&raises_usr1);
	run();
	expect_stop(outer, task, SIGUSR1);
	cont(outer, task, 0);
	run();
	expect_exit(outer, task, 3);
	expect_exit(inner, task, 3);
}

static void a_signal_that_the_inner_layer_suppresses_is_not_delivered(void **state)
{
	(void)state;
	two_layers(&raises_usr1);
	run();
	expect_stop(outer, task, SIGUSR1);
	cont(outer, task, SIGUSR1);
	expect_stop(inner, task, SIGUSR1);
	cont(inner, task, 0);
	run();
	expect_exit(outer, task, 3);
}

static void a_replaced_signal_is_what_the_next_layer_sees(void **state)
{
	siginfo_t info;

	(void)state;
	two_layers(&raises_usr1);
	run();
	expect_stop(outer, task, SIGUSR1);
	assert_int_equal(siginfo(outer, task).si_pid, task);
	cont(outer, task, SIGUSR2);
	expect_stop(inner, task, SIGUSR2);
	info = siginfo(inner, task);
	assert_int_equal(info.si_signo, SIGUSR2);
	assert_int_equal(info.si_code, SI_USER);
	assert_int_equal(info.si_pid, outer);
	cont(inner, task, SIGTERM);
	run();
	expect_killed(outer, task, SIGTERM);
	expect_killed(inner, task, SIGTERM);
}

static void
a_replaced_signal_that_is_blocked_is_not_seen_inside_until_it_is_unblocked(void **state)
{
	SIM_PROGRAM(blocks_usr2, SIM_SYSCALL(rt_sigprocmask, 1 << (SIGUSR2 - 1)),
		    SIM_RAISE(SIGUSR1), SIM_SYSCALL(getpid),
		    SIM_SYSCALL(rt_sigprocmask, 0), SIM_SYSCALL(exit_group, 3));

	(void)state;
	two_layers(&blocks_usr2);
	run();
	expect_stop(outer, task, SIGUSR1);
	cont(outer, task, SIGUSR2);
	expect_nothing(inner, task);
	run();
	expect_stop(outer, task, SIGUSR2);
	assert_int_equal(siginfo(outer, task).si_pid, outer);
	assert_int_equal(registers(outer, task).rip, SIM_TEXT + 8);
	cont(outer, task, SIGUSR2);
	expect_stop(inner, task, SIGUSR2);
	cont(inner, task, 0);
	run();
	expect_exit(outer, task, 3);
}

static void siginfo_that_one_layer_sets_is_seen_by_the_next(void **state)
{
	siginfo_t info;

	(void)state;
	two_layers(&raises_usr1);
	run();
	expect_stop(outer, task, SIGUSR1);
	info = siginfo(outer, task);
	info.si_pid = 4711;
	assert_int_equal(ask_data(outer, PTRACE_SETSIGINFO, task, 0, &info, sizeof(info)),
			 0);
	cont(outer, task, SIGUSR1);
	expect_stop(inner, task, SIGUSR1);
	assert_int_equal(siginfo(inner, task).si_pid, 4711);
	cont(inner, task, 0);
}

static void an_injected_signal_at_a_syscall_stop_is_reported_to_all(void **state)
{
	(void)state;
	two_layers(&two_calls);
	interrupt(inner, task);
	run();
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	syscall_on(inner, task);
	run();
	expect_stop(inner, task, SIGTRAP);
	ask_ok(inner, PTRACE_SYSCALL, task, 0, SIGUSR1);
	run();
	expect_stop(inner, task, SIGTRAP);
	cont(inner, task, 0);
	run();
	expect_stop(outer, task, SIGUSR1);
	assert_int_equal(siginfo(outer, task).si_code, SI_KERNEL);
	assert_int_equal(siginfo(outer, task).si_pid, 0);
	cont(outer, task, SIGUSR1);
	expect_stop(inner, task, SIGUSR1);
	assert_int_equal(siginfo(inner, task).si_code, SI_KERNEL);
	cont(inner, task, 0);
	run();
	expect_exit(outer, task, 3);
}

static void a_signal_given_at_an_event_stop_is_ignored(void **state)
{
	pid_t tracer = new_tracer();

	(void)state;
	task = spawn(&two_calls);
	seize_and_stop(tracer, task, PTRACE_O_TRACEEXIT);
	cont(tracer, task, SIGUSR1);
	run();
	expect_stop(tracer, task, EVENT(EXIT));
	cont(tracer, task, SIGUSR1);
	run();
	expect_exit(tracer, task, 3);
}

static void
an_attach_stop_replaced_by_another_signal_passes_inwards_from_its_layer(void **state)
{
	(void)state;
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(&spins);
	attach(outer, task);
	seize(inner, task, 0);
	run();
	expect_stop(outer, task, SIGSTOP);
	cont(outer, task, SIGUSR1);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, SIGUSR1);
	assert_int_equal(siginfo(inner, task).si_code, SI_USER);
	assert_int_equal(siginfo(inner, task).si_pid, outer);
}

static void an_attach_stop_passed_on_is_seen_inside_as_sigstop(void **state)
{
	(void)state;
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(&spins);
	attach(outer, task);
	seize(inner, task, 0);
	run();
	expect_stop(outer, task, SIGSTOP);
	cont(outer, task, SIGSTOP);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, SIGSTOP);
	assert_int_equal(siginfo(inner, task).si_code, SI_KERNEL);
	cont(inner, task, SIGSTOP);
	run();
	expect_stop(outer, task, SIGSTOP);
	assert_int_equal(ask(outer, PTRACE_GETSIGINFO, task, 0, SIM_DATA), -EINVAL);
	cont(outer, task, 0);
	expect_stop(inner, task, EVENT_STOP(SIGSTOP));
}

static void an_invalid_signal_is_eio_and_leaves_the_task_stopped(void **state)
{
	(void)state;
	two_layers(&raises_usr1);
	run();
	expect_stop(outer, task, SIGUSR1);
	assert_int_equal(ask(outer, PTRACE_CONT, task, 0, 65), -EIO);
	assert_int_equal(ask(outer, PTRACE_SYSCALL, task, 0, (unsigned long)-1), -EIO);
	expect_nothing(inner, task);
	cont(outer, task, 64);
	expect_stop(inner, task, 64);
	cont(inner, task, 0);
}

static void sigkill_ends_the_task_without_a_stop(void **state)
{
	(void)state;
	two_layers(&spins);
	sim_kill(sim, task, SIGKILL);
	run();
	expect_killed(outer, task, SIGKILL);
	expect_killed(inner, task, SIGKILL);
}

static void sigkill_ends_every_stop(void **state)
{
	(void)state;
	two_layers(&raises_usr1);
	run();
	interrupt(inner, task);
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	/* the outer layer's stop has not been collected, and never will be */
	sim_kill(sim, task, SIGKILL);
	run();
	expect_killed(outer, task, SIGKILL);
	expect_killed(inner, task, SIGKILL);
}

static void sigkill_in_a_stop_still_brings_the_exit_event(void **state)
{
	pid_t third = new_tracer();

	(void)state;
	two_layers(&raises_usr1);
	seize(third, task, PTRACE_O_TRACEEXIT);
	run();
	expect_stop(outer, task, SIGUSR1);
	interrupt(third, task);
	expect_stop(third, task, EVENT_STOP(SIGTRAP));
	sim_kill(sim, task, SIGKILL);
	run();
	expect_stop(third, task, EVENT(EXIT));
	assert_int_equal(event_message(third, task), SIGKILL);
	assert_int_equal(ask(outer, PTRACE_CONT, task, 0, 0), -ESRCH);
	cont(third, task, 0);
	run();
	expect_killed(outer, task, SIGKILL);
	expect_killed(inner, task, SIGKILL);
	expect_killed(third, task, SIGKILL);
}

static void sigkill_of_a_listening_task_brings_the_exit_event(void **state)
{
	(void)state;
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(&spins);
	seize(outer, task, 0);
	seize(inner, task, PTRACE_O_TRACEEXIT);
	sim_kill(sim, task, SIGTSTP);
	run();
	cont(outer, task, SIGTSTP);
	cont(inner, task, SIGTSTP);
	run();
	ask_ok(outer, PTRACE_LISTEN, task, 0, 0);
	ask_ok(inner, PTRACE_LISTEN, task, 0, 0);
	run();
	assert_int_equal(look(task).state, SIM_LISTENING);
	sim_kill(sim, task, SIGKILL);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, EVENT(EXIT));
	cont(inner, task, 0);
	run();
	expect_killed(outer, task, SIGKILL);
	expect_killed(inner, task, SIGKILL);
}

static void passing_on_sigkill_kills(void **state)
{
	(void)state;
	two_layers(&raises_usr1);
	run();
	expect_stop(outer, task, SIGUSR1);
	cont(outer, task, SIGKILL);
	run();
	expect_killed(outer, task, SIGKILL);
	expect_killed(inner, task, SIGKILL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_signal_that_every_layer_passes_on_is_delivered),
		WORLD_TEST(a_signal_that_the_outer_layer_suppresses_is_not_seen_inside),
		WORLD_TEST(a_signal_that_the_inner_layer_suppresses_is_not_delivered),
		WORLD_TEST(a_replaced_signal_is_what_the_next_layer_sees),
		WORLD_TEST(
			a_replaced_signal_that_is_blocked_is_not_seen_inside_until_it_is_unblocked),
		WORLD_TEST(siginfo_that_one_layer_sets_is_seen_by_the_next),
		WORLD_TEST(an_injected_signal_at_a_syscall_stop_is_reported_to_all),
		WORLD_TEST(a_signal_given_at_an_event_stop_is_ignored),
		WORLD_TEST(
			an_attach_stop_replaced_by_another_signal_passes_inwards_from_its_layer),
		WORLD_TEST(an_attach_stop_passed_on_is_seen_inside_as_sigstop),
		WORLD_TEST(an_invalid_signal_is_eio_and_leaves_the_task_stopped),
		WORLD_TEST(sigkill_ends_the_task_without_a_stop),
		WORLD_TEST(sigkill_ends_every_stop),
		WORLD_TEST(sigkill_in_a_stop_still_brings_the_exit_event),
		WORLD_TEST(sigkill_of_a_listening_task_brings_the_exit_event),
		WORLD_TEST(passing_on_sigkill_kills),
	};

	return cmocka_run_group_tests_name("signal", tests, NULL, NULL);
}
