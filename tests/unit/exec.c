/* SPDX-License-Identifier: MIT
 * exec.c: what tracers see of execve().
 */
#include "world.h"

SIM_PROGRAM(execs, SIM_SYSCALL(getpid), SIM_START(execve, 0, &two_calls));
SIM_PROGRAM(execs_at_once, SIM_START(execve, 0, &two_calls));
SIM_PROGRAM(exec_fails, SIM_START(execve, 0, NULL), SIM_SYSCALL(exit_group, 3));
SIM_PROGRAM(thread_execs, SIM_NOP, SIM_START(execve, 0, &two_calls));
SIM_PROGRAM(starts_that_thread, SIM_START(clone, CLONE_VM | CLONE_THREAD, &thread_execs),
	    SIM_SYSCALL(pause));
SIM_PROGRAM(leader_execs, SIM_START(clone, CLONE_VM | CLONE_THREAD, &spins),
	    SIM_START(execve, 0, &two_calls));

static void exec_stops_an_attached_tracee_with_sigtrap(void **state)
{
	pid_t tracer = new_tracer(), child = sim_spawn(sim, tracer, &execs);

	(void)state;
	ask_ok(child, PTRACE_TRACEME, 0, 0, 0);
	run();
	expect_stop(tracer, child, SIGTRAP);
	assert_int_equal(siginfo(tracer, child).si_code, SI_USER);
	assert_int_equal(siginfo(tracer, child).si_pid, child);
	assert_int_equal(registers(tracer, child).rip, SIM_TEXT);
	cont(tracer, child, 0);
	run();
	assert_int_equal(look(child).state, SIM_ZOMBIE);
}

static void a_step_over_exec_ends_with_its_sigtrap_alone(void **state)
{
	pid_t outer = new_tracer(), inner = new_tracer(), task = spawn(&execs_at_once);
	int i;

	(void)state;
	seize_and_stop(outer, task, 0);
	attach_and_stop(inner, task);
	ask_ok(inner, PTRACE_SINGLESTEP, task, 0, 0);
	for (i = 0; i < 3; i++) { /* the entry, the exit */
		syscall_on(outer, task);
		run();
		if (i < 2)
			expect_stop(outer, task, SIGTRAP);
	}
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(siginfo(inner, task).si_code, SI_USER);
	ask_ok(inner, PTRACE_SINGLESTEP, task, 0, 0);
	run();
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(siginfo(inner, task).si_code, TRAP_TRACE);
	assert_int_equal(registers(inner, task).rip, SIM_TEXT + 2);
}

static void exec_does_not_stop_a_seized_tracee(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&execs);

	(void)state;
	seize(tracer, task, 0);
	run();
	expect_exit(tracer, task, 3);
}

static void with_traceexec_there_is_an_event_and_no_sigtrap(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&execs);

	(void)state;
	attach_and_stop(tracer, task);
	ask_ok(tracer, PTRACE_SETOPTIONS, task, 0, PTRACE_O_TRACEEXEC);
	cont(tracer, task, 0);
	run();
	expect_stop(tracer, task, EVENT(EXEC));
	assert_int_equal(event_message(tracer, task), task);
	cont(tracer, task, 0);
	run();
	expect_exit(tracer, task, 3);
}

static void each_attached_layer_has_its_own_exec_sigtrap(void **state)
{
	pid_t a = new_tracer(), b = new_tracer(), c = new_tracer(), task = spawn(&execs);

	(void)state;
	attach_and_stop(a, task);
	seize(b, task, 0);
	attach_and_stop(c, task);
	cont(a, task, 0);
	cont(c, task, 0);
	run();
	expect_stop(a, task, SIGTRAP);
	expect_nothing(b, task);
	expect_nothing(c, task);
	cont(a, task, 0);
	expect_stop(c, task, SIGTRAP);
	expect_nothing(b, task);
	cont(c, task, 0);
	run();
	expect_exit(a, task, 3);
	expect_exit(b, task, 3);
	expect_exit(c, task, 3);
}

static void the_exec_sigtrap_passed_on_kills(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&execs);

	(void)state;
	attach_and_stop(tracer, task);
	cont(tracer, task, 0);
	run();
	expect_stop(tracer, task, SIGTRAP);
	cont(tracer, task, SIGTRAP);
	run();
	expect_killed(tracer, task, SIGTRAP);
}

static void the_exec_sigtrap_of_a_layer_that_is_gone_kills_nobody(void **state)
{
	pid_t a = new_tracer(), b = new_tracer(), task = spawn(&execs);

	(void)state;
	attach_and_stop(a, task);
	seize(b, task, PTRACE_O_TRACEEXEC);
	cont(a, task, 0);
	run();
	expect_stop(b, task, EVENT(EXEC));
	vpt_tracer_exited(vpt, a, 0);
	cont(b, task, 0);
	run();
	expect_exit(b, task, 3);
}

static void a_layer_attached_after_exec_does_not_see_its_sigtrap(void **state)
{
	pid_t a = new_tracer(), b = new_tracer(), task = spawn(&execs);

	(void)state;
	attach_and_stop(a, task);
	cont(a, task, 0);
	run();
	expect_stop(a, task, SIGTRAP);
	attach(b, task);
	expect_stop(b, task, SIGSTOP);
	cont(b, task, 0);
	expect_nothing(b, task);
	cont(a, task, 0);
	run();
	expect_exit(a, task, 3);
}

static void a_failed_exec_does_not_stop(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&exec_fails);

	(void)state;
	attach_and_stop(tracer, task);
	cont(tracer, task, 0);
	run();
	expect_exit(tracer, task, 3);
}

static void exec_by_a_thread_gives_it_the_leaders_id(void **state)
{
	pid_t a = new_tracer(), b = new_tracer();
	pid_t leader = spawn(&starts_that_thread), thread = leader + 1;

	(void)state;
	seize(a, leader, PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC);
	seize(b, leader, PTRACE_O_TRACECLONE);
	run();
	cont(a, leader, 0);
	cont(b, leader, 0);
	run();
	expect_stop(a, thread, EVENT_STOP(SIGTRAP));
	expect_stop(b, thread, EVENT_STOP(SIGTRAP));
	cont(a, thread, 0);
	cont(b, thread, 0);
	run();
	expect_stop(a, leader, EVENT(EXEC));
	assert_int_equal(event_message(a, leader), thread);
	expect_nothing(a, thread);
	assert_int_equal(vpt_tracee_count(vpt), 1);
	assert_int_equal(ask(a, PTRACE_CONT, thread, 0, 0), -ESRCH);
	cont(a, leader, 0);
	run();
	expect_exit(a, leader, 3);
	expect_exit(b, leader, 3);
}

static void exec_by_the_leader_ends_the_other_threads(void **state)
{
	pid_t tracer = new_tracer(), leader = spawn(&leader_execs), thread = leader + 1;

	(void)state;
	seize(tracer, leader, PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC);
	run();
	expect_stop(tracer, leader, EVENT(CLONE));
	expect_stop(tracer, thread, EVENT_STOP(SIGTRAP));
	cont(tracer, leader, 0);
	cont(tracer, thread, 0);
	run();
	/* the exec waits until the thread is reaped */
	expect_nothing(tracer, leader);
	expect_killed(tracer, thread, SIGKILL);
	run();
	expect_stop(tracer, leader, EVENT(EXEC));
	assert_int_equal(event_message(tracer, leader), leader);
	cont(tracer, leader, 0);
	run();
	expect_exit(tracer, leader, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(exec_stops_an_attached_tracee_with_sigtrap),
		WORLD_TEST(a_step_over_exec_ends_with_its_sigtrap_alone),
		WORLD_TEST(exec_does_not_stop_a_seized_tracee),
		WORLD_TEST(with_traceexec_there_is_an_event_and_no_sigtrap),
		WORLD_TEST(each_attached_layer_has_its_own_exec_sigtrap),
		WORLD_TEST(the_exec_sigtrap_passed_on_kills),
		WORLD_TEST(the_exec_sigtrap_of_a_layer_that_is_gone_kills_nobody),
		WORLD_TEST(a_layer_attached_after_exec_does_not_see_its_sigtrap),
		WORLD_TEST(a_failed_exec_does_not_stop),
		WORLD_TEST(exec_by_a_thread_gives_it_the_leaders_id),
		WORLD_TEST(exec_by_the_leader_ends_the_other_threads),
	};

	return cmocka_run_group_tests_name("exec", tests, NULL, NULL);
}
