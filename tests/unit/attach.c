/* SPDX-License-Identifier: MIT
 * attach.c: how tracers and tracees come together and part.
 */
#include "world.h"

/* ---- attach ---- */

static void attach_stop_is_sigstop(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&spins);

	(void)state;
	attach(tracer, task);
	expect_nothing(tracer, task);
	run();
	expect_stop(tracer, task, SIGSTOP);
	expect_nothing(tracer, task);
	assert_int_equal(siginfo(tracer, task).si_signo, SIGSTOP);
	assert_int_equal(siginfo(tracer, task).si_code, SI_KERNEL);
	assert_int_equal(look(task).state, SIM_TRACED);
}

static void attach_stop_does_not_stop_the_process_once_suppressed(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&two_calls);

	(void)state;
	attach_and_stop(tracer, task);
	cont(tracer, task, 0);
	run();
	expect_exit(tracer, task, 3);
}

static void attach_stop_passed_on_stops_the_group(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&spins);

	(void)state;
	attach_and_stop(tracer, task);
	cont(tracer, task, SIGSTOP);
	run();
	expect_stop(tracer, task, SIGSTOP);
	assert_int_equal(look(task).group_stopped, true);
}

static void attach_wakes_a_blocked_task(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&reads);

	(void)state;
	run();
	assert_int_equal(look(task).state, SIM_BLOCKED);
	attach_and_stop(tracer, task);
	cont(tracer, task, 0);
	run();
	assert_int_equal(look(task).state, SIM_BLOCKED);
	sim_wake(sim, task);
	run();
	expect_exit(tracer, task, 3);
}

static void attach_to_a_stopped_task_reports_the_group_stop_first(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&spins);

	(void)state;
	sim_kill(sim, task, SIGSTOP);
	run();
	assert_int_equal(look(task).state, SIM_STOPPED);
	attach_and_stop(tracer, task);
	assert_int_equal(ask(tracer, PTRACE_GETSIGINFO, task, 0, SIM_DATA), -EINVAL);
	cont(tracer, task, 0);
	run();
	expect_stop(tracer, task, SIGSTOP);
	assert_int_equal(siginfo(tracer, task).si_code, SI_KERNEL);
	detach(tracer, task, 0);
	run();
	assert_int_equal(look(task).state, SIM_STOPPED);
}

static void a_second_attach_does_not_wait_for_the_first_tracers_stop(void **state)
{
	pid_t first = new_tracer(), second = new_tracer(), task = spawn(&spins);

	(void)state;
	attach_and_stop(first, task);
	attach(second, task);
	expect_stop(second, task, SIGSTOP);
	assert_int_equal(siginfo(second, task).si_signo, SIGSTOP);
	cont(second, task, 0);
	run();
	assert_int_equal(look(task).state, SIM_TRACED);
	cont(first, task, 0);
	assert_int_equal(look(task).state, SIM_RUNNING);
}

static void seize_does_not_stop(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&two_calls);

	(void)state;
	seize(tracer, task, 0);
	run();
	expect_exit(tracer, task, 3);
}

static void seize_of_a_stopped_task_reports_the_group_stop(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&spins);

	(void)state;
	sim_kill(sim, task, SIGTSTP);
	run();
	seize(tracer, task, 0);
	run();
	expect_stop(tracer, task, EVENT_STOP(SIGTSTP));
}

static void a_second_seize_of_a_stopped_task_reports_the_group_stop(void **state)
{
	pid_t first = new_tracer(), second = new_tracer(), task = spawn(&spins);

	(void)state;
	sim_kill(sim, task, SIGTSTP);
	run();
	seize(first, task, 0);
	run();
	expect_stop(first, task, EVENT_STOP(SIGTSTP));
	seize(second, task, 0);
	run();
	expect_stop(second, task, EVENT_STOP(SIGTSTP));
	expect_nothing(first, task);
}

static void a_second_seize_of_a_listening_task_reports_the_group_stop(void **state)
{
	pid_t first = new_tracer(), second = new_tracer(), task = spawn(&spins);

	(void)state;
	sim_kill(sim, task, SIGTSTP);
	run();
	seize(first, task, 0);
	run();
	expect_stop(first, task, EVENT_STOP(SIGTSTP));
	ask_ok(first, PTRACE_LISTEN, task, 0, 0);
	run();
	assert_int_equal(look(task).state, SIM_LISTENING);
	seize(second, task, 0);
	run();
	expect_stop(second, task, EVENT_STOP(SIGTSTP));
	registers(second, task);
	expect_nothing(first, task);
	ask_ok(second, PTRACE_LISTEN, task, 0, 0);
	run();
	assert_int_equal(look(task).state, SIM_LISTENING);
}

static void traceme_makes_the_parent_the_tracer(void **state)
{
	pid_t parent = new_tracer(), child = sim_spawn(sim, parent, &raises_usr1);

	(void)state;
	ask_ok(child, PTRACE_TRACEME, 0, 0, 0);
	run();
	expect_stop(parent, child, SIGUSR1);
	cont(parent, child, 0);
	run();
}

static void a_new_tracee_is_announced_to_the_host(void **state)
{
	pid_t parent = new_tracer(), child = sim_spawn(sim, parent, &spins);

	(void)state;
	ask_ok(child, PTRACE_TRACEME, 0, 0, 0);
	assert_int_equal(sim_count(sim, "new_tracee"), 1);
	attach(new_tracer(), child);
	assert_int_equal(sim_count(sim, "new_tracee"), 2);
	assert_int_equal(sim_count(sim, "seize"), 1);
}

/* ---- refusals ---- */

static void attach_to_a_missing_task_is_esrch(void **state)
{
	pid_t tracer = new_tracer();

	(void)state;
	assert_int_equal(ask(tracer, PTRACE_ATTACH, 999, 0, 0), -ESRCH);
	assert_int_equal(ask(tracer, PTRACE_SEIZE, 999, 0, 0), -ESRCH);
	/* the task is looked up before the arguments are looked at */
	assert_int_equal(ask(tracer, PTRACE_SEIZE, 999, 8, 0), -ESRCH);
}

static void seize_checks_its_arguments_before_its_target(void **state)
{
	pid_t tracer = new_tracer();

	(void)state;
	assert_int_equal(ask(tracer, PTRACE_SEIZE, tracer, 8, 0), -EIO);
	assert_int_equal(ask(tracer, PTRACE_SEIZE, tracer, 0, 1u << 30), -EIO);
	assert_int_equal(ask(tracer, PTRACE_SEIZE, tracer, 0, 0), -EPERM);
	assert_int_equal(ask(tracer, PTRACE_ATTACH, tracer, 8, 1u << 30), -EPERM);
}

static void attach_to_the_own_process_is_eperm(void **state)
{
	SIM_PROGRAM(starts_a_thread, SIM_START(clone, CLONE_VM | CLONE_THREAD, &spins),
		    SIM_NOP, SIM_JUMP(1));
	pid_t leader = spawn(&starts_a_thread), thread = leader + 1;

	(void)state;
	run();
	assert_int_equal(look(thread).tgid, leader);
	assert_int_equal(ask(leader, PTRACE_ATTACH, thread, 0, 0), -EPERM);
	assert_int_equal(ask(thread, PTRACE_SEIZE, leader, 0, 0), -EPERM);
}

static void a_second_attach_by_the_same_process_is_eperm(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&spins);

	(void)state;
	attach(tracer, task);
	assert_int_equal(ask(tracer, PTRACE_ATTACH, task, 0, 0), -EPERM);
	assert_int_equal(ask(tracer, PTRACE_SEIZE, task, 0, 0), -EPERM);
}

static void a_second_traceme_is_eperm(void **state)
{
	pid_t parent = new_tracer(), child = sim_spawn(sim, parent, &spins);

	(void)state;
	ask_ok(child, PTRACE_TRACEME, 0, 0, 0);
	assert_int_equal(ask(child, PTRACE_TRACEME, 0, 0, 0), -EPERM);
}

static void traceme_is_allowed_to_a_task_that_others_trace(void **state)
{
	pid_t parent = new_tracer(), outer = new_tracer();
	pid_t child = sim_spawn(sim, parent, &raises_usr1);

	(void)state;
	seize(outer, child, 0);
	ask_ok(child, PTRACE_TRACEME, 0, 0, 0);
	run();
	expect_stop(outer, child, SIGUSR1);
	cont(outer, child, SIGUSR1);
	expect_stop(parent, child, SIGUSR1);
}

static void attach_to_a_task_of_another_user_is_eperm(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&spins);

	(void)state;
	sim_set_uid(sim, tracer, 1000);
	assert_int_equal(ask(tracer, PTRACE_ATTACH, task, 0, 0), -EPERM);
	sim_set_uid(sim, task, 1000);
	attach(tracer, task);
}

static void attach_to_a_zombie_is_eperm(void **state)
{
	pid_t tracer = new_tracer(), other = new_tracer();
	pid_t traced = spawn(&spins), child = sim_spawn(sim, other, &spins);

	(void)state;
	seize(other, traced, 0);
	sim_kill(sim, traced, SIGKILL);
	sim_kill(sim, child, SIGKILL);
	run();
	assert_int_equal(look(traced).state, SIM_ZOMBIE);
	assert_int_equal(look(child).state, SIM_ZOMBIE);
	assert_int_equal(ask(tracer, PTRACE_ATTACH, traced, 0, 0), -EPERM);
	assert_int_equal(ask(tracer, PTRACE_SEIZE, child, 0, 0), -EPERM);
	/* … and nothing is left behind */
	assert_int_equal(vpt_tracee_count(vpt), 1);
	assert_int_equal(sim_count(sim, "last_tracee_gone"), 0);
}

static void suspend_seccomp_needs_privilege(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&spins);

	(void)state;
	sim_set_uid(sim, tracer, 1000);
	sim_set_uid(sim, task, 1000);
	assert_int_equal(ask(tracer, PTRACE_SEIZE, task, 0, PTRACE_O_SUSPEND_SECCOMP),
			 -EPERM);
	seize(tracer, task, PTRACE_O_TRACEEXIT);
}

/* ---- cycles ---- */

static void tracing_ones_tracer_is_eperm(void **state)
{
	pid_t a = new_tracer(), b = new_tracer();

	(void)state;
	attach(a, b);
	assert_int_equal(ask(b, PTRACE_ATTACH, a, 0, 0), -EPERM);
	assert_int_equal(ask(b, PTRACE_SEIZE, a, 0, 0), -EPERM);
}

static void a_longer_cycle_is_eperm(void **state)
{
	pid_t a = new_tracer(), b = new_tracer(), c = new_tracer(), d = new_tracer();

	(void)state;
	seize(a, b, 0);
	seize(b, c, 0);
	seize(c, d, 0);
	assert_int_equal(ask(d, PTRACE_SEIZE, a, 0, 0), -EPERM);
	assert_int_equal(ask(c, PTRACE_SEIZE, a, 0, 0), -EPERM);
	/* two ways to the same task are no cycle */
	seize(a, d, 0);
	seize(a, c, 0);
}

static void traceme_cannot_close_a_cycle(void **state)
{
	pid_t parent = new_tracer(), child = sim_spawn(sim, parent, &idle);

	(void)state;
	seize(child, parent, 0);
	assert_int_equal(ask(child, PTRACE_TRACEME, 0, 0, 0), -EPERM);
}

static void a_cycle_may_be_tried_again_once_it_is_none(void **state)
{
	pid_t a = new_tracer(), b = new_tracer();

	(void)state;
	seize_and_stop(a, b, 0);
	detach(a, b, 0);
	run();
	seize(b, a, 0);
}

/* ---- detach ---- */

static void detach_lets_go_of_the_task(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&two_calls);

	(void)state;
	attach_and_stop(tracer, task);
	detach(tracer, task, 0);
	assert_int_equal(vpt_is_tracee(vpt, task), false);
	assert_int_equal(look(task).traced, false);
	assert_int_equal(sim_count(sim, "last_tracee_gone"), 1);
	run();
	assert_int_equal(look(task).state, SIM_GONE);
	expect_nothing(tracer, task);
}

static void detach_of_one_layer_leaves_the_others(void **state)
{
	pid_t first = new_tracer(), second = new_tracer(), task = spawn(&two_calls);

	(void)state;
	attach_and_stop(first, task);
	attach_and_stop(second, task);
	detach(first, task, 0);
	assert_int_equal(look(task).state, SIM_TRACED);
	cont(second, task, 0);
	run();
	expect_exit(second, task, 3);
	expect_nothing(first, task);
}

static void detach_with_a_signal_delivers_it(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&raises_usr1);

	(void)state;
	seize(tracer, task, 0);
	run();
	expect_stop(tracer, task, SIGUSR1);
	sim_set_action(sim, task, SIGUSR1, SIM_IGNORE);
	detach(tracer, task, SIGUSR1);
	assert_int_equal(look(task).delivered[SIGUSR1], 0);
	sim_step(sim, task);
	assert_int_equal(look(task).delivered[SIGUSR1], 1);
}

static void detach_of_an_outer_layer_passes_its_signal_inwards(void **state)
{
	pid_t outer = new_tracer(), inner = new_tracer(), task = spawn(&raises_usr1);

	(void)state;
	seize(outer, task, 0);
	seize(inner, task, 0);
	run();
	expect_stop(outer, task, SIGUSR1);
	detach(outer, task, SIGUSR2);
	expect_stop(inner, task, SIGUSR2);
}

static void detach_with_an_invalid_signal_is_eio(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&spins);

	(void)state;
	attach_and_stop(tracer, task);
	assert_int_equal(ask(tracer, PTRACE_DETACH, task, 0, 65), -EIO);
	detach(tracer, task, 0);
}

static void detach_from_a_group_stop_leaves_the_task_stopped(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&spins);

	(void)state;
	seize(tracer, task, 0);
	sim_kill(sim, task, SIGSTOP);
	run();
	expect_stop(tracer, task, SIGSTOP);
	cont(tracer, task, SIGSTOP);
	run();
	expect_stop(tracer, task, EVENT_STOP(SIGSTOP));
	detach(tracer, task, 0);
	run();
	assert_int_equal(look(task).state, SIM_STOPPED);
}

static void detach_while_the_journey_is_elsewhere_does_not_disturb_it(void **state)
{
	pid_t first = new_tracer(), second = new_tracer(), third = new_tracer();
	pid_t task = spawn(&raises_usr1);

	(void)state;
	seize(first, task, 0);
	seize(second, task, 0);
	seize(third, task, 0);
	run();
	expect_stop(first, task, SIGUSR1);
	interrupt(second, task);
	expect_stop(second, task, EVENT_STOP(SIGTRAP));
	detach(second, task, SIGUSR2);
	expect_nothing(third, task);
	cont(first, task, SIGUSR1);
	expect_stop(third, task, SIGUSR1);
	detach(third, task, 0);
	run();
	expect_exit(first, task, 3);
}

static void a_detached_task_can_be_attached_again(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&spins);
	int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		attach_and_stop(tracer, task);
		detach(tracer, task, 0);
		run();
	}
	seize_and_stop(tracer, task, 0);
}

/* tkill by debuggers: a stop of the sender's own, that no other one can swallow */
static void a_tracer_that_may_not_trace_the_task_any_more_lets_go(void **state)
{
	pid_t weak = new_tracer(), strong = new_tracer(), task = spawn(&spins);

	(void)state;
	sim_set_uid(sim, weak, 1000);
	sim_set_uid(sim, task, 1000);
	attach_and_stop(weak, task);
	attach_and_stop(strong, task);
	vpt_recheck_access(vpt, task);
	registers(weak, task);
	sim_set_uid(sim, task, 0);
	vpt_recheck_access(vpt, task);
	check_core();
	assert_int_equal(ask(weak, PTRACE_CONT, task, 0, 0), -ESRCH);
	registers(strong, task);
	vpt_recheck_access(vpt, weak); /* nobody's tracee: nothing happens */
}

static void sigstop_of_a_tracer_for_a_thread_is_its_own(void **state)
{
	pid_t outer = new_tracer(), inner = new_tracer(), task = spawn(&spins);
	struct vpt_caller out = caller_of(outer), in = caller_of(inner);
	siginfo_t info;

	(void)state;
	attach_and_stop(outer, task);
	assert_int_equal(vpt_stop_request(vpt, &out, 0, task), -ENOTSUP); /* alone */
	attach_and_stop(inner, task);
	cont(outer, task, 0);
	cont(inner, task, 0);
	run();
	assert_int_equal(vpt_stop_request(vpt, &in, task, task), 0);
	assert_int_equal(vpt_stop_request(vpt, &out, 0, task), 0);
	assert_int_equal(vpt_stop_request(vpt, &in, task + 1, task), -ENOTSUP);
	run();
	expect_stop(outer, task, SIGSTOP);
	expect_stop(inner, task, SIGSTOP);
	info = siginfo(inner, task);
	assert_int_equal(info.si_code, SI_TKILL);
	assert_int_equal(info.si_pid, inner);
	cont(outer, task, 0);
	cont(inner, task, 0);
	run();
	expect_nothing(outer, task);
	expect_nothing(inner, task);
	assert_int_equal(look(task).state, SIM_RUNNING);
}

/* … and, as a signal that is pending, everybody's once that tracer has let go. */
static void sigstop_that_a_tracer_leaves_behind_stops_the_task(void **state)
{
	pid_t outer = new_tracer(), inner = new_tracer(), task = spawn(&spins);
	struct vpt_caller in = caller_of(inner);

	(void)state;
	attach_and_stop(outer, task);
	cont(outer, task, 0);
	attach_and_stop(inner, task);
	assert_int_equal(vpt_stop_request(vpt, &in, task, task), 0);
	assert_int_equal(vpt_stop_request(vpt, &in, task, task), 0);
	assert_int_equal(ask(inner, PTRACE_DETACH, task, 0, 0), 0);
	run();
	expect_stop(outer, task, SIGSTOP);
	assert_int_equal(siginfo(outer, task).si_code, SI_TKILL);
	assert_int_equal(siginfo(outer, task).si_pid, inner);
	cont(outer, task, SIGSTOP);
	run();
	expect_stop(outer, task, SIGSTOP); /* the group-stop */
	assert_int_equal(look(task).group_stopped, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(attach_stop_is_sigstop),
		WORLD_TEST(attach_stop_does_not_stop_the_process_once_suppressed),
		WORLD_TEST(attach_stop_passed_on_stops_the_group),
		WORLD_TEST(attach_wakes_a_blocked_task),
		WORLD_TEST(attach_to_a_stopped_task_reports_the_group_stop_first),
		WORLD_TEST(a_second_attach_does_not_wait_for_the_first_tracers_stop),
		WORLD_TEST(seize_does_not_stop),
		WORLD_TEST(seize_of_a_stopped_task_reports_the_group_stop),
		WORLD_TEST(a_second_seize_of_a_stopped_task_reports_the_group_stop),
		WORLD_TEST(a_second_seize_of_a_listening_task_reports_the_group_stop),
		WORLD_TEST(traceme_makes_the_parent_the_tracer),
		WORLD_TEST(a_new_tracee_is_announced_to_the_host),
		WORLD_TEST(attach_to_a_missing_task_is_esrch),
		WORLD_TEST(seize_checks_its_arguments_before_its_target),
		WORLD_TEST(attach_to_the_own_process_is_eperm),
		WORLD_TEST(a_second_attach_by_the_same_process_is_eperm),
		WORLD_TEST(a_second_traceme_is_eperm),
		WORLD_TEST(traceme_is_allowed_to_a_task_that_others_trace),
		WORLD_TEST(attach_to_a_task_of_another_user_is_eperm),
		WORLD_TEST(attach_to_a_zombie_is_eperm),
		WORLD_TEST(suspend_seccomp_needs_privilege),
		WORLD_TEST(tracing_ones_tracer_is_eperm),
		WORLD_TEST(a_longer_cycle_is_eperm),
		WORLD_TEST(traceme_cannot_close_a_cycle),
		WORLD_TEST(a_cycle_may_be_tried_again_once_it_is_none),
		WORLD_TEST(detach_lets_go_of_the_task),
		WORLD_TEST(detach_of_one_layer_leaves_the_others),
		WORLD_TEST(detach_with_a_signal_delivers_it),
		WORLD_TEST(detach_of_an_outer_layer_passes_its_signal_inwards),
		WORLD_TEST(detach_with_an_invalid_signal_is_eio),
		WORLD_TEST(detach_from_a_group_stop_leaves_the_task_stopped),
		WORLD_TEST(detach_while_the_journey_is_elsewhere_does_not_disturb_it),
		WORLD_TEST(a_detached_task_can_be_attached_again),
		WORLD_TEST(a_tracer_that_may_not_trace_the_task_any_more_lets_go),
		WORLD_TEST(sigstop_of_a_tracer_for_a_thread_is_its_own),
		WORLD_TEST(sigstop_that_a_tracer_leaves_behind_stops_the_task),
	};

	return cmocka_run_group_tests_name("attach", tests, NULL, NULL);
}
