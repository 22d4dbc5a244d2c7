/* SPDX-License-Identifier: MIT
 * restart.c: interrupts that the tracing system makes for one layer end a system call early;
 * the others must not notice.
 */
#include "world.h"

static pid_t outer, inner, task;

/* A task blocked in read(), whose entry the outer layer has been shown. */
static void follow_a_read(const struct sim_program *program)
{
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(program);
	seize_and_stop(outer, task, PTRACE_O_TRACESYSGOOD);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SYSGOOD);
	assert_int_equal(registers(outer, task).orig_rax, SYS_read);
	syscall_on(outer, task);
	run();
	assert_int_equal(look(task).state, SIM_BLOCKED);
	expect_nothing(outer, task);
}

static void the_read_ends_and_its_exit_is_shown(void)
{
	run();
	expect_nothing(outer, task);
	sim_wake(sim, task);
	run();
	expect_stop(outer, task, SYSGOOD);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
	assert_int_equal(registers(outer, task).rax, 0);
	expect_nothing(outer, task);
}

static void a_kick_is_not_seen(void **state)
{
	unsigned resumed;

	(void)state;
	follow_a_read(&reads);
	resumed = sim_count(sim, "resume");
	assert_int_equal(vpt_kick(vpt, task), 0);
	run();
	assert_int_equal(sim_count(sim, "resume"), resumed + 2);
	assert_int_equal(look(task).state, SIM_BLOCKED);
	the_read_ends_and_its_exit_is_shown();
}

static void a_restart_of_the_machines_own_is_not_seen(void **state)
{
	(void)state;
	follow_a_read(&reads);
	sim_restart(sim, task);
	run();
	assert_int_equal(look(task).state, SIM_BLOCKED);
	the_read_ends_and_its_exit_is_shown();
}

static void a_kick_of_a_stopped_or_unknown_task_says_so(void **state)
{
	(void)state;
	follow_a_read(&reads);
	interrupt(outer, task);
	run();
	assert_int_equal(vpt_kick(vpt, task), -EBUSY);
	assert_int_equal(vpt_kick(vpt, inner), -ESRCH);
	sim_kill(sim, task, SIGKILL);
	run();
	assert_int_equal(vpt_kick(vpt, task), -ESRCH);
}

static void a_kick_of_a_task_that_is_not_followed_is_not_seen(void **state)
{
	(void)state;
	outer = new_tracer();
	task = spawn(&reads);
	seize(outer, task, 0);
	run();
	assert_int_equal(vpt_kick(vpt, task), 0);
	run();
	expect_nothing(outer, task);
	assert_int_equal(look(task).state, SIM_BLOCKED);
	sim_wake(sim, task);
	run();
	expect_exit(outer, task, 3);
}

static void an_attach_by_another_is_not_seen(void **state)
{
	(void)state;
	follow_a_read(&reads);
	attach_and_stop(inner, task);
	assert_int_equal(registers(inner, task).rax, -512);
	expect_nothing(outer, task);
	cont(inner, task, 0);
	the_read_ends_and_its_exit_is_shown();
}

static void a_layer_that_attached_in_the_call_sees_it_begin_again(void **state)
{
	(void)state;
	follow_a_read(&reads);
	attach_and_stop(inner, task);
	syscall_on(inner, task);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(event_message(inner, task), PTRACE_EVENTMSG_SYSCALL_ENTRY);
	syscall_on(inner, task);
	run();
	sim_wake(sim, task);
	run();
	expect_stop(outer, task, SYSGOOD);
	syscall_on(outer, task);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(event_message(inner, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
}

static void a_detach_of_that_layer_is_not_seen_either(void **state)
{
	(void)state;
	follow_a_read(&reads);
	attach_and_stop(inner, task);
	detach(inner, task, 0);
	the_read_ends_and_its_exit_is_shown();
}

static void an_interrupt_shows_the_layer_that_asked_the_exit(void **state)
{
	(void)state;
	follow_a_read(&reads);
	interrupt(outer, task);
	run();
	/* "any trap clears pending STOP trap": there is no PTRACE_EVENT_STOP after it */
	expect_stop(outer, task, SYSGOOD);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
	assert_int_equal(registers(outer, task).rax, -512);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SYSGOOD);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_ENTRY);
	syscall_on(outer, task);
	the_read_ends_and_its_exit_is_shown();
}

static void an_interrupt_by_one_of_two_followers_shows_the_exit_to_it_alone(void **state)
{
	(void)state;
	follow_a_read(&reads);
	seize_and_stop(inner, task, PTRACE_O_TRACESYSGOOD);
	syscall_on(inner, task);
	run();
	expect_stop(inner, task, SYSGOOD); /* the entry, for it joined in the call */
	syscall_on(inner, task);
	run();
	interrupt(inner, task);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, SYSGOOD);
	assert_int_equal(event_message(inner, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
	syscall_on(inner, task);
	run();
	expect_stop(inner, task, SYSGOOD);
	assert_int_equal(event_message(inner, task), PTRACE_EVENTMSG_SYSCALL_ENTRY);
	expect_nothing(outer, task);
	cont(inner, task, 0);
	the_read_ends_and_its_exit_is_shown();
}

static void an_interrupt_of_a_layer_that_continued_shows_it_a_trap(void **state)
{
	(void)state;
	follow_a_read(&reads);
	seize_and_stop(inner, task, PTRACE_O_TRACESYSGOOD);
	cont(inner, task, 0);
	run();
	interrupt(inner, task);
	run();
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	syscall_on(inner, task);
	run();
	expect_stop(inner, task, SYSGOOD);
	assert_int_equal(event_message(inner, task), PTRACE_EVENTMSG_SYSCALL_ENTRY);
	expect_nothing(outer, task);
}

static void an_interrupt_asked_for_at_the_entry_comes_with_the_exit(void **state)
{
	(void)state;
	outer = new_tracer();
	task = spawn(&reads);
	seize_and_stop(outer, task, PTRACE_O_TRACESYSGOOD);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SYSGOOD);
	interrupt(outer, task);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SYSGOOD);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
	assert_int_equal(registers(outer, task).rax, -512);
	cont(outer, task, 0);
	run();
	expect_nothing(outer, task);
	assert_int_equal(look(task).state, SIM_BLOCKED);
}

static void
an_interrupt_asked_for_at_the_entry_traps_after_the_call_if_it_is_not_followed(
	void **state)
{
	(void)state;
	outer = new_tracer();
	task = spawn(&two_calls);
	seize_and_stop(outer, task, 0);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SIGTRAP);
	interrupt(outer, task);
	cont(outer, task, 0);
	run();
	expect_stop(outer, task, EVENT_STOP(SIGTRAP));
	assert_int_equal(registers(outer, task).rax, 0);
	assert_int_equal(registers(outer, task).rip, SIM_TEXT + 4);
}

static void a_signal_after_a_kick_shows_the_exit_first(void **state)
{
	(void)state;
	follow_a_read(&reads);
	assert_int_equal(vpt_kick(vpt, task), 0);
	sim_step(sim, task); /* the interrupted call */
	sim_tgkill(sim, task, SIGUSR1);
	run();
	expect_stop(outer, task, SYSGOOD);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
	assert_int_equal(registers(outer, task).rax, -512);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SIGUSR1);
	ask_ok(outer, PTRACE_SYSCALL, task, 0, 0);
	run();
	expect_stop(outer, task, SYSGOOD);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_ENTRY);
}

static void a_stop_signal_after_a_kick_shows_the_exit_first(void **state)
{
	(void)state;
	follow_a_read(&reads);
	assert_int_equal(vpt_kick(vpt, task), 0);
	sim_step(sim, task);
	sim_kill(sim, task, SIGCONT);
	run();
	expect_stop(outer, task, SYSGOOD);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
	syscall_on(outer, task);
	run();
}

static void a_call_that_a_tracer_prevents_from_beginning_again_is_over(void **state)
{
	struct user_regs_struct regs;

	(void)state;
	follow_a_read(&reads);
	attach_and_stop(inner, task);
	/* as a debugger calls a function in its inferior */
	regs = registers(inner, task);
	regs.orig_rax = (unsigned long)-1;
	regs.rip = SIM_TEXT;
	assert_int_equal(ask_data(inner, 13, task, 0, &regs, sizeof(regs)), 0);
	expect_nothing(outer, task);
	cont(inner, task, 0);
	expect_stop(outer, task, SYSGOOD);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SYSGOOD);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_ENTRY);
}

/* As a debugger does that calls something while the call is interrupted. */
static void an_interrupted_call_that_is_put_back_after_another_begins_again(void **state)
{
	SIM_PROGRAM(two_calls, SIM_SYSCALL(read), SIM_SYSCALL(getppid),
		    SIM_SYSCALL(exit_group, 3));
	struct user_regs_struct saved, regs;

	(void)state;
	follow_a_read(&two_calls);
	attach_and_stop(inner, task);
	saved = regs = registers(inner, task);
	regs.orig_rax = (unsigned long)-1;
	regs.rip = SIM_TEXT + 2;
	assert_int_equal(ask_data(inner, 13, task, 0, &regs, sizeof(regs)), 0);
	ask_ok(inner, PTRACE_SINGLESTEP, task, 0, 0);
	expect_stop(outer, task, SYSGOOD); /* exit of read, entry and exit of getppid */
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SYSGOOD);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SYSGOOD);
	syscall_on(outer, task);
	run();
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(ask_data(inner, 13, task, 0, &saved, sizeof(saved)), 0);
	cont(inner, task, 0);
	run();
	expect_nothing(inner, task);
	expect_stop(outer, task, SYSGOOD);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_ENTRY);
	assert_int_equal(registers(outer, task).orig_rax, SYS_read);
	syscall_on(outer, task);
	run();
	assert_int_equal(look(task).state, SIM_BLOCKED);
	the_read_ends_and_its_exit_is_shown();
}

static void a_fork_that_an_interrupt_restarts_is_seen_once(void **state)
{
	SIM_PROGRAM(forks, SIM_START(fork, 0, &spins), SIM_SYSCALL(exit_group, 3));

	(void)state;
	outer = new_tracer();
	task = spawn(&forks);
	seize_and_stop(outer, task, PTRACE_O_TRACESYSGOOD);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SYSGOOD);
	syscall_on(outer, task);
	assert_int_equal(vpt_kick(vpt, task), 0);
	run();
	expect_stop(outer, task, SYSGOOD);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
	assert_true((long)registers(outer, task).rax > 0);
}

static void a_step_of_an_interrupted_call_ends_after_it(void **state)
{
	(void)state;
	follow_a_read(&reads);
	attach_and_stop(inner, task);
	ask_ok(inner, PTRACE_SINGLESTEP, task, 0, 0);
	run();
	expect_nothing(inner, task);
	the_read_ends_and_its_exit_is_shown();
	expect_nothing(inner, task);
	cont(outer, task, 0);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(siginfo(inner, task).si_code, TRAP_BRKPT);
	assert_int_equal(registers(inner, task).rip, SIM_TEXT + 2);
}

static void an_interrupt_that_comes_too_late_for_its_stop_is_not_seen(void **state)
{
	(void)state;
	outer = new_tracer();
	task = spawn(&raises_usr1);
	sim_set_late(sim, true);
	seize(outer, task, 0);
	while (look(task).state != SIM_TRACED)
		sim_step(sim, task);
	/* the task has stopped, but the tracing system does not know yet */
	assert_int_equal(vpt_kick(vpt, task), 0);
	run();
	expect_stop(outer, task, SIGUSR1);
	cont(outer, task, 0);
	run();
	expect_exit(outer, task, 3);
}

static void an_exec_in_a_followed_call_has_its_exit(void **state)
{
	SIM_PROGRAM(execs, SIM_START(execve, 0, &two_calls));

	(void)state;
	outer = new_tracer();
	task = spawn(&execs);
	seize_and_stop(outer, task, PTRACE_O_TRACESYSGOOD);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SYSGOOD);
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SYSGOOD);
	assert_int_equal(registers(outer, task).orig_rax, SYS_execve);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
}

static void a_call_followed_from_its_event_on_shows_its_exit(void **state)
{
	SIM_PROGRAM(forks, SIM_START(fork, 0, &spins), SIM_SYSCALL(exit_group, 3));

	(void)state;
	outer = new_tracer();
	task = spawn(&forks);
	seize(outer, task, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK);
	run();
	expect_stop(outer, task, EVENT(FORK));
	syscall_on(outer, task);
	run();
	expect_stop(outer, task, SYSGOOD);
	assert_int_equal(event_message(outer, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
}

/* ---- seccomp ---- */

static void follow_by_seccomp(long request)
{
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(&reads);
	sim_set_seccomp(sim, task, SYS_read);
	seize(outer, task, PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD);
	run();
	expect_stop(outer, task, EVENT(SECCOMP));
	ask_ok(outer, request, task, 0, 0);
	run();
	assert_int_equal(look(task).state, SIM_BLOCKED);
}

static void a_kick_does_not_repeat_the_seccomp_event(void **state)
{
	(void)state;
	follow_by_seccomp(PTRACE_SYSCALL);
	assert_int_equal(vpt_kick(vpt, task), 0);
	the_read_ends_and_its_exit_is_shown();
}

static void a_kick_of_a_call_whose_exit_is_not_followed_does_not_either(void **state)
{
	(void)state;
	follow_by_seccomp(PTRACE_CONT);
	assert_int_equal(vpt_kick(vpt, task), 0);
	run();
	assert_int_equal(vpt_kick(vpt, task), 0);
	run();
	expect_nothing(outer, task);
	sim_wake(sim, task);
	run();
	expect_exit(outer, task, 3);
}

static void a_layer_that_attached_in_the_call_sees_its_seccomp_event(void **state)
{
	(void)state;
	follow_by_seccomp(PTRACE_CONT);
	seize_and_stop(inner, task, PTRACE_O_TRACESECCOMP);
	cont(inner, task, 0);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, EVENT(SECCOMP));
}

static void a_layer_that_interrupts_the_call_sees_the_seccomp_event_again(void **state)
{
	(void)state;
	follow_by_seccomp(PTRACE_CONT);
	interrupt(outer, task);
	run();
	expect_stop(outer, task, EVENT_STOP(SIGTRAP));
	cont(outer, task, 0);
	run();
	expect_stop(outer, task, EVENT(SECCOMP));
}

static void a_layer_attached_at_a_seccomp_event_is_shown_the_entry(void **state)
{
	struct ptrace_syscall_info info = { 0 };

	(void)state;
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(&reads);
	sim_set_seccomp(sim, task, SYS_read);
	seize(outer, task, PTRACE_O_TRACESECCOMP);
	run();
	expect_stop(outer, task, EVENT(SECCOMP));
	seize(inner, task, PTRACE_O_TRACESYSGOOD);
	interrupt(inner, task);
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	syscall_on(inner, task);
	expect_stop(inner, task, SYSGOOD);
	assert_true(ask_data(inner, PTRACE_GET_SYSCALL_INFO, task, sizeof(info), &info,
			     sizeof(info)) > 0);
	assert_int_equal(info.op, PTRACE_SYSCALL_INFO_ENTRY);
	assert_int_equal(info.entry.nr, SYS_read);
	cont(outer, task, 0);
	syscall_on(inner, task);
	run();
	sim_wake(sim, task);
	run();
	expect_stop(inner, task, SYSGOOD);
	assert_int_equal(event_message(inner, task), PTRACE_EVENTMSG_SYSCALL_EXIT);
}

static void the_next_call_has_its_own_seccomp_event(void **state)
{
	SIM_PROGRAM(two_reads, SIM_SYSCALL(read), SIM_SYSCALL(read),
		    SIM_SYSCALL(exit_group, 3));

	(void)state;
	outer = new_tracer();
	task = spawn(&two_reads);
	sim_set_seccomp(sim, task, SYS_read);
	seize(outer, task, PTRACE_O_TRACESECCOMP);
	run();
	expect_stop(outer, task, EVENT(SECCOMP));
	cont(outer, task, 0);
	run();
	assert_int_equal(vpt_kick(vpt, task), 0);
	run();
	expect_nothing(outer, task);
	sim_wake(sim, task);
	run();
	expect_stop(outer, task, EVENT(SECCOMP));
}

static void a_signal_lets_the_seccomp_event_be_seen_again(void **state)
{
	(void)state;
	follow_by_seccomp(PTRACE_CONT);
	sim_tgkill(sim, task, SIGUSR1);
	run();
	expect_stop(outer, task, SIGUSR1);
	cont(outer, task, 0);
	run();
	expect_stop(outer, task, EVENT(SECCOMP));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_kick_is_not_seen),
		WORLD_TEST(a_restart_of_the_machines_own_is_not_seen),
		WORLD_TEST(a_kick_of_a_stopped_or_unknown_task_says_so),
		WORLD_TEST(a_kick_of_a_task_that_is_not_followed_is_not_seen),
		WORLD_TEST(an_attach_by_another_is_not_seen),
		WORLD_TEST(a_layer_that_attached_in_the_call_sees_it_begin_again),
		WORLD_TEST(a_detach_of_that_layer_is_not_seen_either),
		WORLD_TEST(an_interrupt_shows_the_layer_that_asked_the_exit),
		WORLD_TEST(
			an_interrupt_by_one_of_two_followers_shows_the_exit_to_it_alone),
		WORLD_TEST(an_interrupt_of_a_layer_that_continued_shows_it_a_trap),
		WORLD_TEST(an_interrupt_asked_for_at_the_entry_comes_with_the_exit),
		WORLD_TEST(
			an_interrupt_asked_for_at_the_entry_traps_after_the_call_if_it_is_not_followed),
		WORLD_TEST(a_signal_after_a_kick_shows_the_exit_first),
		WORLD_TEST(a_stop_signal_after_a_kick_shows_the_exit_first),
		WORLD_TEST(a_call_that_a_tracer_prevents_from_beginning_again_is_over),
		WORLD_TEST(
			an_interrupted_call_that_is_put_back_after_another_begins_again),
		WORLD_TEST(a_fork_that_an_interrupt_restarts_is_seen_once),
		WORLD_TEST(a_step_of_an_interrupted_call_ends_after_it),
		WORLD_TEST(an_interrupt_that_comes_too_late_for_its_stop_is_not_seen),
		WORLD_TEST(an_exec_in_a_followed_call_has_its_exit),
		WORLD_TEST(a_call_followed_from_its_event_on_shows_its_exit),
		WORLD_TEST(a_kick_does_not_repeat_the_seccomp_event),
		WORLD_TEST(a_kick_of_a_call_whose_exit_is_not_followed_does_not_either),
		WORLD_TEST(a_layer_that_attached_in_the_call_sees_its_seccomp_event),
		WORLD_TEST(a_layer_that_interrupts_the_call_sees_the_seccomp_event_again),
		WORLD_TEST(a_layer_attached_at_a_seccomp_event_is_shown_the_entry),
		WORLD_TEST(the_next_call_has_its_own_seccomp_event),
		WORLD_TEST(a_signal_lets_the_seccomp_event_be_seen_again),
	};

	return cmocka_run_group_tests_name("restart", tests, NULL, NULL);
}
