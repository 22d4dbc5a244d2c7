/* SPDX-License-Identifier: MIT
 * exit.c: the death of a tracee, and that of its tracers.
 */
#include "world.h"

SIM_PROGRAM(exits, SIM_SYSCALL(getpid), SIM_SYSCALL(exit_group, 7));

/* ---- tracees ---- */

static void the_outermost_layer_reaps_first(void **state)
{
	pid_t a = new_tracer(), b = new_tracer(), task = spawn(&exits);

	(void)state;
	seize(a, task, 0);
	seize(b, task, 0);
	run();
	expect_nothing(b, task);
	expect_exit(a, task, 7);
	expect_nothing(a, task);
	expect_exit(b, task, 7);
	expect_nothing(b, task);
	assert_int_equal(vpt_tracee_count(vpt), 0);
	assert_int_equal(look(task).state, SIM_GONE);
}

static void the_real_parent_comes_last(void **state)
{
	pid_t parent = new_tracer(), a = new_tracer(), b = new_tracer();
	pid_t task = sim_spawn(sim, parent, &exits);
	int status = 0;

	(void)state;
	seize(a, task, 0);
	seize(b, task, 0);
	run();
	assert_int_equal(sim_wait(sim, parent, task, &status), 0);
	expect_exit(a, task, 7);
	assert_int_equal(sim_wait(sim, parent, task, &status), 0);
	expect_exit(b, task, 7);
	assert_int_equal(sim_wait(sim, parent, task, &status), task);
	assert_int_equal(status, 7 << 8);
}

static void a_tracer_that_is_the_real_parent_reaps_last_with_its_own_wait(void **state)
{
	pid_t parent = new_tracer(), other = new_tracer();
	pid_t task = sim_spawn(sim, parent, &exits);
	struct vpt_wait_result result;
	struct vpt_notice notice;
	int status = 0;

	(void)state;
	seize(parent, task, 0); /* the outermost layer, and yet the last */
	seize(other, task, 0);
	run();
	assert_int_equal(find(parent, task, 0, &result), VPT_WAIT_BLOCK);
	assert_int_equal(next_notice(parent).tracee, 0);
	expect_exit(other, task, 7);
	/* the host's zombie: its SIGCHLD comes from the host as well */
	notice = next_notice(parent);
	assert_int_equal(notice.tracee, task);
	assert_int_equal(notice.signal, false);
	assert_int_equal(find(parent, task, 0, &result), VPT_WAIT_HOST);
	assert_int_equal(find(parent, -1, 0, &result), VPT_WAIT_HOST);
	assert_int_equal(sim_wait(sim, parent, task, &status), task);
	assert_int_equal(status, 7 << 8);
	assert_int_equal(find(parent, task, 0, &result), VPT_WAIT_HOST);
	assert_int_equal(sim_count(sim, "last_tracee_gone"), 2);
}

static void a_real_parent_that_ignores_sigchld_still_sees_its_tracee_die(void **state)
{
	pid_t parent = new_tracer(), task = sim_spawn(sim, parent, &exits);

	(void)state;
	sim_set_action(sim, parent, SIGCHLD, SIM_IGNORE);
	seize(parent, task, 0);
	run();
	assert_int_equal(look(task).state, SIM_GONE);
	expect_exit(parent, task, 7);
	expect_nothing(parent, task);
	assert_int_equal(vpt_tracee_count(vpt), 0);
}

static void
a_real_parent_that_ignores_sigchld_and_dies_leaves_nothing_behind(void **state)
{
	pid_t parent = new_tracer(), task = sim_spawn(sim, parent, &exits);

	(void)state;
	sim_set_action(sim, parent, SIGCHLD, SIM_IGNORE);
	seize(parent, task, 0);
	run();
	assert_int_equal(look(task).state, SIM_GONE);
	sim_kill(sim, parent, SIGKILL);
	run();
	assert_int_equal(vpt_tracee_count(vpt), 0);
}

static void an_uncollected_stop_is_overtaken_by_the_death(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&raises_usr1);

	(void)state;
	seize(tracer, task, 0);
	run();
	sim_kill(sim, task, SIGKILL);
	run();
	expect_killed(tracer, task, SIGKILL);
	expect_nothing(tracer, task);
}

static void a_leader_whose_place_a_thread_takes_goes_without_a_status(void **state)
{
	pid_t a = new_tracer(), b = new_tracer(), task = spawn(&raises_usr1);
	struct vpt_wait_result result;
	struct vpt_notice notice;

	(void)state;
	seize(a, task, 0);
	seize(b, task, 0);
	run(); /* it stops for a */
	assert_int_equal(vpt_machine_replaced(vpt, task + 1), false);
	assert_int_equal(vpt_machine_replaced(vpt, task), true);
	assert_int_equal(vpt_tracee_count(vpt), 0);
	assert_int_equal(find(a, task, 0, &result), VPT_WAIT_HOST);
	assert_int_equal(find(b, task, 0, &result), VPT_WAIT_HOST);
	notice = next_notice(b);
	assert_int_equal(notice.tracee, task);
	assert_int_equal(notice.gone, true);
	assert_int_equal(notice.signal, false);
}

static void each_tracer_gets_one_sigchld_for_the_death(void **state)
{
	pid_t a = new_tracer(), b = new_tracer(), task = spawn(&exits);
	struct vpt_notice notice;

	(void)state;
	seize(a, task, 0);
	seize(b, task, 0);
	run();
	notice = next_notice(a);
	assert_int_equal(notice.tracee, task);
	assert_int_equal(notice.info.si_signo, SIGCHLD);
	assert_int_equal(notice.info.si_code, CLD_EXITED);
	assert_int_equal(notice.info.si_status, 7);
	assert_int_equal(notice.info.si_pid, task);
	assert_int_equal(notice.signal, true);
	assert_int_equal(next_notice(a).tracee, 0);
	expect_exit(a, task, 7);
	assert_int_equal(next_notice(b).info.si_code, CLD_EXITED);
	assert_int_equal(next_notice(b).tracee, 0);
}

static void sigchld_of_a_killed_task_says_so(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&spins);
	struct vpt_notice notice;

	(void)state;
	seize(tracer, task, 0);
	sim_kill(sim, task, SIGKILL);
	run();
	notice = next_notice(tracer);
	assert_int_equal(notice.info.si_code, CLD_KILLED);
	assert_int_equal(notice.info.si_status, SIGKILL);
}

static void requests_on_a_dead_tracee_are_esrch(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&exits);

	(void)state;
	seize(tracer, task, 0);
	run();
	assert_int_equal(ask(tracer, PTRACE_CONT, task, 0, 0), -ESRCH);
	assert_int_equal(ask(tracer, PTRACE_DETACH, task, 0, 0), -ESRCH);
	assert_int_equal(ask(tracer, PTRACE_GETSIGINFO, task, 0, SIM_DATA), -ESRCH);
	/* as the kernel: these two do not look at the state */
	ask_ok(tracer, PTRACE_INTERRUPT, task, 0, 0);
	ask_ok(tracer, PTRACE_KILL, task, 0, 0);
	expect_exit(tracer, task, 7);
	assert_int_equal(ask(tracer, PTRACE_INTERRUPT, task, 0, 0), -ESRCH);
	assert_int_equal(ask(tracer, PTRACE_KILL, task, 0, 0), -ESRCH);
}

static void the_exit_event_comes_before_the_death(void **state)
{
	pid_t a = new_tracer(), b = new_tracer(), task = spawn(&exits);

	(void)state;
	seize(a, task, 0);
	seize(b, task, PTRACE_O_TRACEEXIT);
	run();
	expect_nothing(a, task);
	expect_stop(b, task, EVENT(EXIT));
	assert_int_equal(event_message(b, task), 7 << 8);
	cont(b, task, 0);
	run();
	expect_exit(a, task, 7);
	expect_exit(b, task, 7);
}

SIM_PROGRAM(leaves_a_thread, SIM_START(clone, CLONE_VM | CLONE_THREAD, &idle),
	    SIM_SYSCALL(exit, 5));

/* Nobody is told of the leader's death while a thread is alive, but it is dead. */
static void a_dead_leader_cannot_be_attached_though_it_is_traced(void **state)
{
	pid_t outer = new_tracer(), tracer = new_tracer();
	pid_t leader = spawn(&leaves_a_thread);

	(void)state;
	seize(outer, leader, 0);
	run();
	expect_nothing(outer, leader);
	assert_int_equal(ask(tracer, PTRACE_ATTACH, leader, 0, 0), -EPERM);
	assert_int_equal(ask(tracer, PTRACE_SEIZE, leader, 0, 0), -EPERM);
}

static void a_leaders_death_before_its_threads_is_told_by_sigchld(void **state)
{
	pid_t outer = new_tracer(), inner = new_tracer();
	pid_t tracers[] = { outer, inner }, leader = spawn(&leaves_a_thread);
	struct vpt_notice notice;
	unsigned i;

	(void)state;
	seize(outer, leader, 0);
	seize(inner, leader, 0);
	run();
	vpt_leader_exited(vpt, leader, 5 << 8, 0);
	for (i = 0; i < 2; i++) {
		notice = next_notice(tracers[i]);
		assert_int_equal(notice.tracee, leader);
		assert_true(notice.signal);
		assert_int_equal(notice.info.si_code, CLD_EXITED);
		assert_int_equal(notice.info.si_status, 5);
		expect_nothing(tracers[i], leader);
	}
}

static void a_leader_is_reported_after_its_threads(void **state)
{
	pid_t tracer = new_tracer(), leader = spawn(&leaves_a_thread),
	      thread = leader + 1;

	(void)state;
	run();
	/* the leader has exited before it could be attached */
	assert_int_equal(ask(tracer, PTRACE_SEIZE, leader, 0, 0), -EPERM);
	seize(tracer, thread, 0);
	run();
	expect_nothing(tracer, -1);
	sim_tgkill(sim, thread, SIGKILL);
	run();
	expect_killed(tracer, thread, SIGKILL);
	run();
	assert_int_equal(look(leader).state, SIM_GONE);
}

/* ---- tracers ---- */

static void a_tracers_death_lets_its_tracees_run(void **state)
{
	pid_t tracer = new_tracer(), stopped = spawn(&spins), running = spawn(&spins);
	unsigned interrupts;

	(void)state;
	attach_and_stop(tracer, stopped);
	seize(tracer, running, 0);
	interrupts = sim_count(sim, "interrupt");
	sim_kill(sim, tracer, SIGKILL);
	run();
	assert_int_equal(look(stopped).state, SIM_RUNNING);
	assert_int_equal(look(stopped).traced, false);
	/* one that runs is let go of at its next stop, and not made to stop for it */
	assert_int_equal(sim_count(sim, "interrupt"), interrupts);
	assert_int_equal(vpt_tracee_count(vpt), 1);
}

static void a_tracers_death_is_not_noticed_by_other_layers(void **state)
{
	pid_t a = new_tracer(), b = new_tracer(), c = new_tracer(),
	      task = spawn(&raises_usr1);

	(void)state;
	seize(a, task, 0);
	seize(b, task, 0);
	seize(c, task, 0);
	run();
	cont(a, task, SIGUSR1);
	expect_stop(b, task, SIGUSR1);
	sim_kill(sim, b, SIGKILL);
	run();
	/* a signal that its tracer has collected goes with it */
	expect_exit(a, task, 3);
	expect_exit(c, task, 3);
}

static void a_signal_that_a_dying_tracer_has_not_collected_goes_on(void **state)
{
	pid_t a = new_tracer(), b = new_tracer(), task = spawn(&raises_usr1);

	(void)state;
	seize(a, task, 0);
	seize(b, task, 0);
	run();
	sim_kill(sim, a, SIGKILL);
	run();
	expect_stop(b, task, SIGUSR1);
}

static void exitkill_kills_the_tracees(void **state)
{
	pid_t tracer = new_tracer(), other = new_tracer(), task = spawn(&spins);

	(void)state;
	seize(tracer, task, PTRACE_O_EXITKILL);
	seize(other, task, 0);
	sim_kill(sim, tracer, SIGKILL);
	run();
	expect_killed(other, task, SIGKILL);
}

static void a_tracer_that_dies_before_it_reaps_passes_the_death_on(void **state)
{
	pid_t parent = new_tracer(), a = new_tracer(), b = new_tracer();
	pid_t task = sim_spawn(sim, parent, &exits);
	int status;

	(void)state;
	seize(a, task, 0);
	seize(b, task, 0);
	run();
	sim_kill(sim, a, SIGKILL);
	run();
	expect_exit(b, task, 7);
	assert_int_equal(sim_wait(sim, parent, task, &status), task);
	assert_int_equal(status, 7 << 8);
	assert_int_equal(vpt_tracee_count(vpt), 0);
}

/* A tracer with two threads, the leader and the next task: each of them holds a task. */
static void two_threads_trace(pid_t *leader, pid_t *first, pid_t *second)
{
	SIM_PROGRAM(two_threads, SIM_START(clone, CLONE_VM | CLONE_THREAD, &idle),
		    SIM_SYSCALL(pause));

	*leader = spawn(&two_threads);
	run();
	*first = spawn(&spins);
	*second = spawn(&spins);
	attach_and_stop(*leader, *first);
	attach_and_stop(*leader + 1, *second);
}

static void the_death_of_a_thread_releases_only_its_own_tracees(void **state)
{
	pid_t leader, thread, first, second;

	(void)state;
	two_threads_trace(&leader, &first, &second);
	thread = leader + 1;
	vpt_tracer_exited(vpt, leader, thread);
	check_core();
	assert_int_equal(look(second).traced, false);
	assert_int_equal(look(first).state, SIM_TRACED);
	registers(leader, first);
	vpt_tracer_exited(vpt, leader, 0);
	assert_int_equal(look(first).traced, false);
}

static void a_thread_that_execs_keeps_its_tracees_under_its_leaders_number(void **state)
{
	pid_t leader, thread, first, second;

	(void)state;
	two_threads_trace(&leader, &first, &second);
	thread = leader + 1;
	vpt_tracer_execed(vpt, leader, thread);
	check_core();
	assert_int_equal(look(first).traced, false);
	assert_int_equal(look(second).state, SIM_TRACED);
	registers(leader, second);
	vpt_tracer_execed(vpt, first, thread); /* no tracer: nothing happens */
	vpt_tracer_exited(vpt, leader, 0);
	assert_int_equal(look(second).traced, false);
}

static void the_death_of_a_traced_tracer_is_reported_and_frees_its_tracees(void **state)
{
	pid_t outer = new_tracer(), inner = new_tracer(), task = spawn(&spins);

	(void)state;
	seize(outer, inner, 0);
	attach_and_stop(inner, task);
	sim_kill(sim, inner, SIGKILL);
	run();
	expect_killed(outer, inner, SIGKILL);
	assert_int_equal(look(task).traced, false);
	assert_int_equal(vpt_tracee_count(vpt), 0);
}

static void a_dead_tracer_is_forgotten(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&spins);

	(void)state;
	vpt_tracer_exited(vpt, tracer, 0); /* not known: nothing happens */
	seize(tracer, task, 0);
	vpt_tracer_exited(vpt, tracer, 0);
	assert_null(vpt->tracers);
	assert_int_equal(sim_count(sim, "last_tracee_gone"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(the_outermost_layer_reaps_first),
		WORLD_TEST(the_real_parent_comes_last),
		WORLD_TEST(a_tracer_that_is_the_real_parent_reaps_last_with_its_own_wait),
		WORLD_TEST(a_real_parent_that_ignores_sigchld_still_sees_its_tracee_die),
		WORLD_TEST(
			a_real_parent_that_ignores_sigchld_and_dies_leaves_nothing_behind),
		WORLD_TEST(an_uncollected_stop_is_overtaken_by_the_death),
		WORLD_TEST(a_leader_whose_place_a_thread_takes_goes_without_a_status),
		WORLD_TEST(each_tracer_gets_one_sigchld_for_the_death),
		WORLD_TEST(sigchld_of_a_killed_task_says_so),
		WORLD_TEST(requests_on_a_dead_tracee_are_esrch),
		WORLD_TEST(the_exit_event_comes_before_the_death),
		WORLD_TEST(a_dead_leader_cannot_be_attached_though_it_is_traced),
		WORLD_TEST(a_leaders_death_before_its_threads_is_told_by_sigchld),
		WORLD_TEST(a_leader_is_reported_after_its_threads),
		WORLD_TEST(a_tracers_death_lets_its_tracees_run),
		WORLD_TEST(a_tracers_death_is_not_noticed_by_other_layers),
		WORLD_TEST(a_signal_that_a_dying_tracer_has_not_collected_goes_on),
		WORLD_TEST(exitkill_kills_the_tracees),
		WORLD_TEST(a_tracer_that_dies_before_it_reaps_passes_the_death_on),
		WORLD_TEST(the_death_of_a_thread_releases_only_its_own_tracees),
		WORLD_TEST(
			a_thread_that_execs_keeps_its_tracees_under_its_leaders_number),
		WORLD_TEST(
			the_death_of_a_traced_tracer_is_reported_and_frees_its_tracees),
		WORLD_TEST(a_dead_tracer_is_forgotten),
	};

	return cmocka_run_group_tests_name("exit", tests, NULL, NULL);
}
