/* SPDX-License-Identifier: MIT
 * journey.c: how a stop travels through the layers of a task.
 */
#include "world.h"

static pid_t outer, inner, task;

/* Two layers on a task; each has been stopped once, and was resumed with `request`. */
static void two_layers(const struct sim_program *program, long request,
		       unsigned long options)
{
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(program);
	seize_and_stop(outer, task, options);
	seize_and_stop(inner, task, options);
	ask_ok(outer, request, task, 0, 0);
	ask_ok(inner, request, task, 0, 0);
}

static void syscall_entry_travels_outwards_and_exit_inwards(void **state)
{
	(void)state;
	two_layers(&two_calls, PTRACE_SYSCALL, PTRACE_O_TRACESYSGOOD);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, SYSGOOD);
	assert_int_equal(event_message(inner, task), PTRACE_EVENTMSG_SYSCALL_ENTRY);
	syscall_on(inner, task);
	expect_stop(outer, task, SYSGOOD);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_ENTRY);
	syscall_on(outer, task);
	run();
	expect_nothing(inner, task);
	expect_stop(outer, task, SYSGOOD);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
	syscall_on(outer, task);
	expect_stop(inner, task, SYSGOOD);
	assert_int_equal(event_message(inner, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
}

static void a_call_that_the_inner_layer_changes_is_seen_changed_outside(void **state)
{
	struct user_regs_struct regs;

	(void)state;
	two_layers(&two_calls, PTRACE_SYSCALL, 0);
	run();
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(registers(inner, task).orig_rax, SYS_getpid);
	ask_ok(inner, PTRACE_POKEUSR, task, offsetof(struct user_regs_struct, orig_rax),
	       SYS_getppid);
	syscall_on(inner, task);
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(registers(outer, task).orig_rax, SYS_getppid);
	ask_ok(outer, PTRACE_SYSCALL, task, 0, 0);
	run();
	expect_stop(outer, task, SIGTRAP);
	regs = registers(outer, task);
	assert_int_equal(regs.rax, 0);
	ask_ok(outer, PTRACE_POKEUSR, task, offsetof(struct user_regs_struct, rax), 7);
	syscall_on(outer, task);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(registers(inner, task).rax, 7);
}

static void sysgood_is_each_layers_own(void **state)
{
	(void)state;
	two_layers(&two_calls, PTRACE_SYSCALL, 0);
	run();
	expect_stop(inner, task, SIGTRAP);
	ask_ok(inner, PTRACE_SETOPTIONS, task, 0, PTRACE_O_TRACESYSGOOD);
	syscall_on(inner, task);
	expect_stop(outer, task, SIGTRAP);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SIGTRAP);
	syscall_on(outer, task);
	expect_stop(inner, task, SYSGOOD);
}

static void a_layer_that_continues_sees_no_syscall_stops(void **state)
{
	(void)state;
	two_layers(&two_calls, PTRACE_CONT, 0);
	run();
	expect_exit(outer, task, 3);
	expect_exit(inner, task, 3);
}

static void a_layer_that_continues_from_the_entry_does_not_see_the_exit(void **state)
{
	(void)state;
	two_layers(&two_calls, PTRACE_SYSCALL, 0);
	run();
	expect_stop(inner, task, SIGTRAP);
	cont(inner, task, 0);
	expect_stop(outer, task, SIGTRAP);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SIGTRAP);
	cont(outer, task, 0);
	run();
	expect_exit(outer, task, 3);
	expect_exit(inner, task, 3);
}

static void signals_travel_inwards(void **state)
{
	(void)state;
	two_layers(&raises_usr1, PTRACE_CONT, 0);
	run();
	expect_nothing(inner, task);
	expect_stop(outer, task, SIGUSR1);
	cont(outer, task, SIGUSR1);
	expect_nothing(outer, task);
	expect_stop(inner, task, SIGUSR1);
	cont(inner, task, SIGUSR1);
	run();
	expect_killed(outer, task, SIGUSR1);
	expect_killed(inner, task, SIGUSR1);
}

static void events_are_for_the_layers_that_asked_for_them(void **state)
{
	SIM_PROGRAM(execs, SIM_SYSCALL(getpid), SIM_START(execve, 0, &two_calls));

	(void)state;
	two_layers(&execs, PTRACE_CONT, PTRACE_O_TRACEEXEC);
	interrupt(outer, task);
	run();
	expect_stop(outer, task, EVENT_STOP(SIGTRAP));
	ask_ok(outer, PTRACE_SETOPTIONS, task, 0, 0);
	cont(outer, task, 0);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, EVENT(EXEC));
	assert_int_equal(event_message(inner, task), task);
	cont(inner, task, 0);
	run();
	expect_exit(outer, task, 3);
}

/* ---- private stops ---- */

static void an_interrupt_stops_only_the_layer_that_asked(void **state)
{
	(void)state;
	two_layers(&spins, PTRACE_CONT, 0);
	interrupt(inner, task);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	assert_int_equal(ask(outer, PTRACE_CONT, task, 0, 0), -ESRCH);
	cont(inner, task, 0);
	assert_int_equal(look(task).state, SIM_RUNNING);
}

static void an_interrupt_does_not_wait_for_another_layers_stop(void **state)
{
	(void)state;
	two_layers(&raises_usr1, PTRACE_CONT, 0);
	run();
	expect_stop(outer, task, SIGUSR1);
	interrupt(inner, task);
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	registers(inner, task);
	cont(inner, task, 0);
	run();
	assert_int_equal(look(task).state, SIM_TRACED);
	cont(outer, task, 0);
	run();
	expect_exit(outer, task, 3);
	expect_exit(inner, task, 3);
}

static void the_journey_waits_for_a_layer_in_a_stop_of_its_own(void **state)
{
	(void)state;
	two_layers(&raises_usr1, PTRACE_CONT, 0);
	run();
	expect_stop(outer, task, SIGUSR1);
	interrupt(inner, task);
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	cont(outer, task, SIGUSR1);
	expect_nothing(inner, task);
	cont(inner, task, 0);
	expect_stop(inner, task, SIGUSR1);
}

/* A third layer attaches while `inner` holds the task at the entry of its first call. */
static pid_t attached_at_an_entry(void)
{
	pid_t third = new_tracer();

	two_layers(&two_calls, PTRACE_SYSCALL, 0);
	run();
	expect_stop(inner, task, SIGTRAP);
	attach(third, task);
	expect_stop(third, task, SIGSTOP);
	return third;
}

static void a_layer_attached_at_an_entry_is_shown_it_if_it_follows_calls(void **state)
{
	pid_t third = attached_at_an_entry();

	(void)state;
	syscall_on(inner, task);
	expect_stop(outer, task, SIGTRAP);
	syscall_on(third, task);
	expect_stop(third, task, SIGTRAP);
	assert_int_equal(event_message(third, task), PTRACE_EVENTMSG_SYSCALL_ENTRY);
	assert_int_equal(registers(third, task).orig_rax, SYS_getpid);
	cont(outer, task, 0);
	run();
	expect_nothing(inner, task);
	syscall_on(third, task);
	run();
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(event_message(inner, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
	cont(inner, task, 0);
	expect_stop(third, task, SIGTRAP);
	assert_int_equal(event_message(third, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
}

static void a_layer_that_lets_go_last_of_an_entry_is_shown_it_too(void **state)
{
	pid_t third = attached_at_an_entry();

	(void)state;
	cont(inner, task, 0);
	expect_stop(outer, task, SIGTRAP);
	cont(outer, task, 0);
	syscall_on(third, task);
	expect_stop(third, task, SIGTRAP);
	assert_int_equal(event_message(third, task), PTRACE_EVENTMSG_SYSCALL_ENTRY);
	cont(third, task, 0);
	run();
	expect_exit(outer, task, 3);
}

static void a_layer_that_does_not_follow_calls_is_not_shown_a_missed_entry(void **state)
{
	pid_t third = attached_at_an_entry();

	(void)state;
	cont(third, task, 0);
	expect_nothing(third, task);
	interrupt(outer, task);
	expect_stop(outer, task, EVENT_STOP(SIGTRAP));
	syscall_on(outer, task);
	expect_nothing(outer, task); /* the entry is on its way to it */
	cont(inner, task, 0);
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_ENTRY);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
	cont(outer, task, 0);
	run();
	expect_exit(outer, task, 3);
	expect_exit(inner, task, 3);
	expect_exit(third, task, 3);
}

/* `outer` holds the task at the entry of its first call, `inner` is in a stop of its own. */
static void stopped_before_an_entry(void)
{
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(&two_calls);
	seize_and_stop(outer, task, 0);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SIGTRAP);
	attach(inner, task);
	expect_stop(inner, task, SIGSTOP);
}

static void a_layer_before_an_entry_sees_a_call_that_begins_again(void **state)
{
	struct user_regs_struct regs;

	(void)state;
	stopped_before_an_entry();
	regs = registers(inner, task);
	assert_int_equal(regs.rax, -512);
	assert_int_equal(regs.orig_rax, SYS_getpid);
	assert_int_equal(registers(outer, task).rax, -ENOSYS);
	regs.rbx = 7;
	assert_int_equal(
		ask_data(inner, 13 /* PTRACE_SETREGS */, task, 0, &regs, sizeof(regs)),
		0);
	assert_int_equal(registers(outer, task).rax, -ENOSYS);
	assert_int_equal(registers(outer, task).rbx, 7);
	cont(inner, task, 0);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(registers(outer, task).rax, 0);
}

static void a_layer_before_an_entry_can_take_the_call_away(void **state)
{
	(void)state;
	stopped_before_an_entry();
	ask_ok(inner, PTRACE_POKEUSR, task, offsetof(struct user_regs_struct, rax), 9);
	syscall_on(inner, task);
	expect_nothing(inner, task);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(registers(outer, task).rax, 9);
	cont(outer, task, 0);
	run();
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(registers(inner, task).orig_rax, SYS_getuid);
}

static void a_layer_attached_during_an_event_is_not_shown_it(void **state)
{
	SIM_PROGRAM(forks, SIM_START(fork, 0, &spins), SIM_SYSCALL(exit_group, 3));
	pid_t third = new_tracer();

	(void)state;
	two_layers(&forks, PTRACE_CONT, PTRACE_O_TRACEFORK);
	run();
	expect_stop(outer, task, EVENT(FORK));
	seize(third, task, PTRACE_O_TRACEFORK);
	cont(outer, task, 0);
	expect_stop(inner, task, EVENT(FORK));
	cont(inner, task, 0);
	run();
	expect_nothing(third, task);
}

/* ---- resuming ---- */

static void the_task_runs_when_no_layer_holds_it(void **state)
{
	unsigned resumed;

	(void)state;
	two_layers(&spins, PTRACE_CONT, 0);
	interrupt(outer, task);
	interrupt(inner, task);
	run();
	resumed = sim_count(sim, "resume");
	cont(outer, task, 0);
	assert_int_equal(sim_count(sim, "resume"), resumed);
	cont(inner, task, 0);
	assert_int_equal(sim_count(sim, "resume"), resumed + 1);
}

static void a_step_of_one_layer_is_not_seen_by_the_other(void **state)
{
	unsigned long rip;

	(void)state;
	two_layers(&spins, PTRACE_CONT, 0);
	interrupt(inner, task);
	run();
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	rip = registers(inner, task).rip;
	ask_ok(inner, PTRACE_SINGLESTEP, task, 0, 0);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(siginfo(inner, task).si_code, TRAP_TRACE);
	assert_int_not_equal(registers(inner, task).rip, rip);
	cont(inner, task, 0);
	assert_int_equal(look(task).state, SIM_RUNNING);
}

static void a_step_of_both_layers_is_seen_by_both(void **state)
{
	(void)state;
	two_layers(&spins, PTRACE_CONT, 0);
	interrupt(outer, task);
	interrupt(inner, task);
	run();
	expect_stop(outer, task, EVENT_STOP(SIGTRAP));
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	ask_ok(outer, PTRACE_SINGLESTEP, task, 0, 0);
	ask_ok(inner, PTRACE_SINGLESTEP, task, 0, 0);
	run();
	expect_stop(outer, task, SIGTRAP);
	cont(outer, task, 0);
	expect_stop(inner, task, SIGTRAP);
}

static void a_step_over_a_call_beside_a_layer_that_follows_calls(void **state)
{
	(void)state;
	two_layers(&two_calls, PTRACE_SYSCALL, 0);
	run();
	expect_stop(inner, task, SIGTRAP);
	cont(inner, task, 0);
	expect_stop(outer, task, SIGTRAP);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SIGTRAP); /* the exit of getpid */
	interrupt(inner, task);
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	assert_int_equal(registers(inner, task).rip, SIM_TEXT + 4);
	ask_ok(inner, PTRACE_SINGLESTEP, task, 0, 0);
	syscall_on(outer, task);
	run();
	expect_nothing(inner, task);
	expect_stop(outer, task, SIGTRAP); /* the entry of getuid … */
	syscall_on(outer, task);
	run();
	expect_nothing(inner, task);
	expect_stop(outer, task, SIGTRAP); /* … and its exit */
	cont(outer, task, 0);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(siginfo(inner, task).si_code, TRAP_BRKPT);
	assert_int_equal(registers(inner, task).rip, SIM_TEXT + 6);
	cont(inner, task, 0);
	run();
	expect_exit(outer, task, 3);
}

static void a_step_over_a_call_ends_after_it(void **state)
{
	(void)state;
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(&two_calls);
	seize(outer, task, 0);
	seize(inner, task, 0);
	sim_step(sim, task); /* the nop */
	interrupt(inner, task);
	run();
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	ask_ok(inner, PTRACE_SINGLESTEP, task, 0, 0);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(registers(inner, task).rip, SIM_TEXT + 4);
	assert_int_equal(siginfo(inner, task).si_code, TRAP_BRKPT);
	cont(inner, task, 0);
	run();
	expect_exit(outer, task, 3);
}

static void a_step_into_a_handler_is_the_stepping_layers(void **state)
{
	(void)state;
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(&raises_usr1);
	sim_set_action(sim, task, SIGUSR1, SIM_HANDLE);
	seize(outer, task, 0);
	seize(inner, task, 0);
	run();
	expect_stop(outer, task, SIGUSR1);
	cont(outer, task, SIGUSR1);
	expect_stop(inner, task, SIGUSR1);
	ask_ok(inner, PTRACE_SINGLESTEP, task, 0, SIGUSR1);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(registers(inner, task).rip, SIM_HANDLER);
	cont(inner, task, 0);
	run();
	expect_exit(outer, task, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(syscall_entry_travels_outwards_and_exit_inwards),
		WORLD_TEST(a_call_that_the_inner_layer_changes_is_seen_changed_outside),
		WORLD_TEST(sysgood_is_each_layers_own),
		WORLD_TEST(a_layer_that_continues_sees_no_syscall_stops),
		WORLD_TEST(a_layer_that_continues_from_the_entry_does_not_see_the_exit),
		WORLD_TEST(signals_travel_inwards),
		WORLD_TEST(events_are_for_the_layers_that_asked_for_them),
		WORLD_TEST(an_interrupt_stops_only_the_layer_that_asked),
		WORLD_TEST(an_interrupt_does_not_wait_for_another_layers_stop),
		WORLD_TEST(the_journey_waits_for_a_layer_in_a_stop_of_its_own),
		WORLD_TEST(a_layer_attached_at_an_entry_is_shown_it_if_it_follows_calls),
		WORLD_TEST(a_layer_that_lets_go_last_of_an_entry_is_shown_it_too),
		WORLD_TEST(
			a_layer_that_does_not_follow_calls_is_not_shown_a_missed_entry),
		WORLD_TEST(a_layer_before_an_entry_sees_a_call_that_begins_again),
		WORLD_TEST(a_layer_before_an_entry_can_take_the_call_away),
		WORLD_TEST(a_layer_attached_during_an_event_is_not_shown_it),
		WORLD_TEST(the_task_runs_when_no_layer_holds_it),
		WORLD_TEST(a_step_of_one_layer_is_not_seen_by_the_other),
		WORLD_TEST(a_step_of_both_layers_is_seen_by_both),
		WORLD_TEST(a_step_over_a_call_beside_a_layer_that_follows_calls),
		WORLD_TEST(a_step_over_a_call_ends_after_it),
		WORLD_TEST(a_step_into_a_handler_is_the_stepping_layers),
	};

	return cmocka_run_group_tests_name("journey", tests, NULL, NULL);
}
