/* SPDX-License-Identifier: MIT
 * group.c: group-stops, PTRACE_LISTEN and SIGCONT.
 */
#include "world.h"

static pid_t outer, inner, task;

static void two_seized(void)
{
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(&spins);
	seize(outer, task, 0);
	seize(inner, task, 0);
}

/* A stop signal comes, every layer passes it on, and the group-stop reaches the outer one. */
static void stop_by(int sig)
{
	sim_kill(sim, task, sig);
	run();
	expect_stop(outer, task, sig);
	cont(outer, task, sig);
	expect_stop(inner, task, sig);
	cont(inner, task, sig);
	run();
}

static void stopped_and_listening(void)
{
	two_seized();
	stop_by(SIGTSTP);
	expect_stop(outer, task, EVENT_STOP(SIGTSTP));
	ask_ok(outer, PTRACE_LISTEN, task, 0, 0);
	expect_stop(inner, task, EVENT_STOP(SIGTSTP));
	ask_ok(inner, PTRACE_LISTEN, task, 0, 0);
	run();
	assert_int_equal(look(task).state, SIM_LISTENING);
}

static void a_group_stop_is_an_event_stop_of_a_seized_tracee(void **state)
{
	siginfo_t info;

	(void)state;
	two_seized();
	stop_by(SIGSTOP);
	expect_stop(outer, task, EVENT_STOP(SIGSTOP));
	expect_nothing(inner, task);
	info = siginfo(outer, task);
	assert_int_equal(info.si_signo, SIGSTOP);
	assert_int_equal(info.si_code, EVENT_STOP(SIGSTOP));
	assert_int_equal(event_message(outer, task), 0);
	cont(outer, task, 0);
	expect_stop(inner, task, EVENT_STOP(SIGSTOP));
}

static void a_group_stop_of_an_attached_tracee_has_no_siginfo(void **state)
{
	(void)state;
	outer = new_tracer();
	task = spawn(&spins);
	attach_and_stop(outer, task);
	cont(outer, task, SIGSTOP);
	run();
	expect_stop(outer, task, SIGSTOP);
	assert_int_equal(ask(outer, PTRACE_GETSIGINFO, task, 0, SIM_DATA), -EINVAL);
	assert_int_equal(ask(outer, PTRACE_SETSIGINFO, task, 0, SIM_DATA), -EINVAL);
	assert_int_equal(ask(outer, PTRACE_LISTEN, task, 0, 0), -EIO);
	cont(outer, task, 0);
	assert_int_equal(look(task).state, SIM_RUNNING);
}

static void the_signal_given_at_a_group_stop_is_ignored(void **state)
{
	(void)state;
	outer = new_tracer();
	task = spawn(&spins);
	attach_and_stop(outer, task);
	cont(outer, task, SIGSTOP);
	run();
	expect_stop(outer, task, SIGSTOP);
	cont(outer, task, SIGTERM);
	run();
	assert_int_equal(look(task).state, SIM_RUNNING);
}

static void a_suppressed_stop_signal_stops_nobody(void **state)
{
	(void)state;
	two_seized();
	sim_kill(sim, task, SIGTSTP);
	run();
	expect_stop(outer, task, SIGTSTP);
	cont(outer, task, SIGTSTP);
	expect_stop(inner, task, SIGTSTP);
	cont(inner, task, 0);
	run();
	expect_nothing(outer, task);
	expect_nothing(inner, task);
	assert_int_equal(look(task).group_stopped, false);
}

static void the_task_stays_stopped_while_all_layers_listen(void **state)
{
	(void)state;
	stopped_and_listening();
	expect_nothing(outer, task);
	assert_int_equal(ask(outer, PTRACE_CONT, task, 0, 0), -ESRCH);
	assert_int_equal(ask(inner, PTRACE_LISTEN, task, 0, 0), -ESRCH);
}

static void sigcont_ends_listening_with_a_trap_and_is_then_reported(void **state)
{
	(void)state;
	stopped_and_listening();
	sim_kill(sim, task, SIGCONT);
	run();
	expect_stop(outer, task, EVENT_STOP(SIGTRAP));
	cont(outer, task, 0);
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	cont(inner, task, 0);
	run();
	expect_stop(outer, task, SIGCONT);
	cont(outer, task, SIGCONT);
	expect_stop(inner, task, SIGCONT);
	cont(inner, task, SIGCONT);
	run();
	assert_int_equal(look(task).state, SIM_RUNNING);
	assert_int_equal(look(task).group_stopped, false);
}

static void sigcont_traps_a_running_seized_tracee_but_not_an_attached_one(void **state)
{
	(void)state;
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(&spins);
	attach_and_stop(outer, task);
	seize(inner, task, 0);
	cont(outer, task, 0);
	sim_kill(sim, task, SIGCONT);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	cont(inner, task, 0);
	run();
	expect_stop(outer, task, SIGCONT);
	cont(outer, task, SIGCONT);
	expect_stop(inner, task, SIGCONT);
}

static void
an_interrupt_of_a_listening_layer_reports_the_group_stop_to_it_alone(void **state)
{
	(void)state;
	stopped_and_listening();
	interrupt(inner, task);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, EVENT_STOP(SIGTSTP));
	ask_ok(inner, PTRACE_LISTEN, task, 0, 0);
	run();
	assert_int_equal(look(task).state, SIM_LISTENING);
}

static void a_kick_of_a_listening_task_is_not_seen(void **state)
{
	(void)state;
	stopped_and_listening();
	assert_int_equal(vpt_kick(vpt, task), 0);
	run();
	expect_nothing(outer, task);
	expect_nothing(inner, task);
	assert_int_equal(look(task).state, SIM_LISTENING);
}

static void a_layer_that_continues_ends_the_listening_of_the_others(void **state)
{
	(void)state;
	two_seized();
	stop_by(SIGTSTP);
	ask_ok(outer, PTRACE_LISTEN, task, 0, 0);
	expect_stop(inner, task, EVENT_STOP(SIGTSTP));
	cont(inner, task, 0);
	expect_stop(outer, task, EVENT_STOP(SIGTRAP));
	cont(outer, task, 0);
	run();
	assert_int_equal(look(task).state, SIM_RUNNING);
}

/* Or it would listen again, and nobody would wake it. */
static void an_interrupt_after_that_is_no_group_stop_to_them(void **state)
{
	(void)state;
	two_seized();
	stop_by(SIGSTOP);
	expect_stop(outer, task, EVENT_STOP(SIGSTOP));
	ask_ok(outer, PTRACE_LISTEN, task, 0, 0);
	expect_stop(inner, task, EVENT_STOP(SIGSTOP));
	cont(inner, task, 0);
	expect_stop(outer, task, EVENT_STOP(SIGTRAP));
	cont(outer, task, 0);
	interrupt(outer, task);
	run();
	expect_stop(outer, task, EVENT_STOP(SIGTRAP));
	cont(outer, task, 0);
	/* the one that made it run knows that the group is stopped */
	interrupt(inner, task);
	run();
	expect_stop(inner, task, EVENT_STOP(SIGSTOP));
	cont(inner, task, 0);
	/* a new group-stop is one for both */
	stop_by(SIGSTOP);
	expect_stop(outer, task, EVENT_STOP(SIGSTOP));
	interrupt(outer, task);
	cont(outer, task, 0);
	run();
	expect_stop(outer, task, EVENT_STOP(SIGSTOP));
}

static void a_group_stop_is_reported_once_to_a_layer_that_continues(void **state)
{
	(void)state;
	two_seized();
	stop_by(SIGTSTP);
	expect_stop(outer, task, EVENT_STOP(SIGTSTP));
	cont(outer, task, 0);
	expect_stop(inner, task, EVENT_STOP(SIGTSTP));
	cont(inner, task, 0);
	run();
	/* the group is stopped all the same, and says so to who asks */
	assert_int_equal(look(task).group_stopped, true);
	interrupt(inner, task);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, EVENT_STOP(SIGTSTP));
	cont(inner, task, 0);
	run();
	assert_int_equal(vpt_kick(vpt, task), 0);
	run();
	expect_nothing(outer, task);
	expect_nothing(inner, task);
	assert_int_equal(look(task).state, SIM_RUNNING);
}

static void a_second_stop_signal_is_a_second_group_stop(void **state)
{
	(void)state;
	two_seized();
	stop_by(SIGTSTP);
	cont(outer, task, 0);
	cont(inner, task, 0);
	run();
	stop_by(SIGSTOP);
	/* the group's signal is still the first one, the trap's is the second */
	expect_stop(outer, task, EVENT_STOP(SIGSTOP));
	cont(outer, task, 0);
	expect_stop(inner, task, EVENT_STOP(SIGSTOP));
}

static void listen_needs_a_seized_tracee_in_an_event_stop(void **state)
{
	(void)state;
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(&raises_usr1);
	attach_and_stop(outer, task);
	assert_int_equal(ask(outer, PTRACE_LISTEN, task, 0, 0), -EIO);
	seize(inner, task, 0);
	cont(outer, task, 0);
	run();
	cont(outer, task, SIGUSR1);
	expect_stop(inner, task, SIGUSR1);
	assert_int_equal(ask(inner, PTRACE_LISTEN, task, 0, 0), -EIO);
	interrupt(inner, task);
	cont(inner, task, 0);
	run();
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	ask_ok(inner, PTRACE_LISTEN, task, 0, 0);
}

static void listening_from_a_trap_holds_the_task_until_an_interrupt(void **state)
{
	(void)state;
	two_seized();
	interrupt(inner, task);
	run();
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	ask_ok(inner, PTRACE_LISTEN, task, 0, 0);
	run();
	expect_nothing(inner, task);
	interrupt(inner, task);
	run();
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	cont(inner, task, 0);
	assert_int_equal(look(task).state, SIM_RUNNING);
}

static void listening_from_a_trap_beside_another_layers_stop_holds_the_task(void **state)
{
	pid_t raiser = spawn(&raises_usr1);

	(void)state;
	outer = new_tracer();
	inner = new_tracer();
	seize(outer, raiser, 0);
	seize(inner, raiser, 0);
	run();
	expect_stop(outer, raiser, SIGUSR1);
	interrupt(inner, raiser);
	expect_stop(inner, raiser, EVENT_STOP(SIGTRAP));
	ask_ok(inner, PTRACE_LISTEN, raiser, 0, 0);
	cont(outer, raiser, 0);
	run();
	interrupt(inner, raiser);
	run();
	expect_stop(inner, raiser, EVENT_STOP(SIGTRAP));
	cont(inner, raiser, 0);
	run();
	expect_exit(outer, raiser, 3);
}

static void detach_of_a_listening_layers_neighbour_leaves_it_listening(void **state)
{
	(void)state;
	stopped_and_listening();
	interrupt(inner, task);
	run();
	expect_stop(inner, task, EVENT_STOP(SIGTSTP));
	detach(inner, task, 0);
	run();
	assert_int_equal(look(task).state, SIM_LISTENING);
	expect_nothing(outer, task);
}

static void every_thread_reports_the_group_stop(void **state)
{
	SIM_PROGRAM(two_threads, SIM_START(clone, CLONE_VM | CLONE_THREAD, &spins),
		    SIM_NOP, SIM_JUMP(1));
	pid_t leader = spawn(&two_threads), thread = leader + 1;

	(void)state;
	run();
	outer = new_tracer();
	seize(outer, leader, 0);
	seize(outer, thread, 0);
	sim_tgkill(sim, leader, SIGTSTP);
	run();
	expect_stop(outer, leader, SIGTSTP);
	expect_nothing(outer, thread);
	cont(outer, leader, SIGTSTP);
	run();
	expect_stop(outer, leader, EVENT_STOP(SIGTSTP));
	expect_stop(outer, thread, EVENT_STOP(SIGTSTP));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_group_stop_is_an_event_stop_of_a_seized_tracee),
		WORLD_TEST(a_group_stop_of_an_attached_tracee_has_no_siginfo),
		WORLD_TEST(the_signal_given_at_a_group_stop_is_ignored),
		WORLD_TEST(a_suppressed_stop_signal_stops_nobody),
		WORLD_TEST(the_task_stays_stopped_while_all_layers_listen),
		WORLD_TEST(sigcont_ends_listening_with_a_trap_and_is_then_reported),
		WORLD_TEST(sigcont_traps_a_running_seized_tracee_but_not_an_attached_one),
		WORLD_TEST(
			an_interrupt_of_a_listening_layer_reports_the_group_stop_to_it_alone),
		WORLD_TEST(a_kick_of_a_listening_task_is_not_seen),
		WORLD_TEST(a_layer_that_continues_ends_the_listening_of_the_others),
		WORLD_TEST(an_interrupt_after_that_is_no_group_stop_to_them),
		WORLD_TEST(a_group_stop_is_reported_once_to_a_layer_that_continues),
		WORLD_TEST(a_second_stop_signal_is_a_second_group_stop),
		WORLD_TEST(listen_needs_a_seized_tracee_in_an_event_stop),
		WORLD_TEST(listening_from_a_trap_holds_the_task_until_an_interrupt),
		WORLD_TEST(
			listening_from_a_trap_beside_another_layers_stop_holds_the_task),
		WORLD_TEST(detach_of_a_listening_layers_neighbour_leaves_it_listening),
		WORLD_TEST(every_thread_reports_the_group_stop),
	};

	return cmocka_run_group_tests_name("group", tests, NULL, NULL);
}
