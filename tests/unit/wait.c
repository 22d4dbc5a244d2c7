/* SPDX-License-Identifier: MIT
 * wait.c: what the waits of tracers find.
 */
#include "world.h"

static struct vpt_wait_result result;

static enum vpt_wait_outcome wait_for(pid_t tracer, enum vpt_wait_which which, pid_t id,
				      int options)
{
	struct vpt_caller caller = caller_of(tracer);
	struct vpt_wait wait = { .which = which, .id = id, .options = options };

	return vpt_wait(vpt, &caller, &wait, &result);
}

static pid_t stopped_tracee(pid_t tracer)
{
	pid_t task = spawn(&spins);

	attach(tracer, task);
	run();
	return task;
}

/* ---- nothing to find ---- */

static void a_wait_of_a_process_that_traces_nothing_is_the_hosts(void **state)
{
	pid_t tracer = new_tracer();

	(void)state;
	assert_int_equal(wait_for(tracer, VPT_WAIT_ANY, 0, WEXITED), VPT_WAIT_HOST);
	assert_int_equal(wait_for(tracer, VPT_WAIT_PID, 999, WEXITED), VPT_WAIT_HOST);
}

static void a_wait_for_a_running_tracee_blocks(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&spins);

	(void)state;
	seize(tracer, task, 0);
	assert_int_equal(wait_for(tracer, VPT_WAIT_ANY, 0, WEXITED), VPT_WAIT_BLOCK);
	assert_int_equal(wait_for(tracer, VPT_WAIT_PID, task, WEXITED), VPT_WAIT_BLOCK);
	assert_int_equal(wait_for(tracer, VPT_WAIT_PID, tracer, WEXITED), VPT_WAIT_HOST);
}

static void a_blocked_wait_tells_whether_a_real_child_might_end_it(void **state)
{
	pid_t tracer = new_tracer(), stranger = spawn(&spins);
	pid_t child = sim_spawn(sim, tracer, &spins);

	(void)state;
	seize(tracer, stranger, 0);
	assert_int_equal(wait_for(tracer, VPT_WAIT_ANY, 0, WEXITED), VPT_WAIT_BLOCK);
	assert_true(result.all_foreign);
	seize(tracer, child, 0);
	assert_int_equal(wait_for(tracer, VPT_WAIT_ANY, 0, WEXITED), VPT_WAIT_BLOCK);
	assert_false(result.all_foreign);
	assert_int_equal(wait_for(tracer, VPT_WAIT_PID, stranger, WEXITED),
			 VPT_WAIT_BLOCK);
	assert_true(result.all_foreign);
	assert_int_equal(wait_for(tracer, VPT_WAIT_PID, child, WEXITED), VPT_WAIT_BLOCK);
	assert_false(result.all_foreign);
}

/* ---- matching ---- */

static void any_finds_the_oldest_report_first(void **state)
{
	pid_t tracer = new_tracer(), first = stopped_tracee(tracer);
	pid_t second = stopped_tracee(tracer);

	(void)state;
	assert_int_equal(wait_for(tracer, VPT_WAIT_ANY, 0, WEXITED), VPT_WAIT_REPORT);
	assert_int_equal(result.pid, first);
	vpt_wait_commit(vpt, &result);
	assert_int_equal(wait_for(tracer, VPT_WAIT_ANY, 0, WEXITED), VPT_WAIT_REPORT);
	assert_int_equal(result.pid, second);
}

static void pid_finds_that_task_only(void **state)
{
	pid_t tracer = new_tracer(), first = stopped_tracee(tracer);
	pid_t second = stopped_tracee(tracer);

	(void)state;
	assert_int_equal(wait_for(tracer, VPT_WAIT_PID, second, WEXITED),
			 VPT_WAIT_REPORT);
	assert_int_equal(result.pid, second);
	vpt_wait_commit(vpt, &result);
	assert_int_equal(wait_for(tracer, VPT_WAIT_PID, second, WEXITED), VPT_WAIT_BLOCK);
	assert_int_equal(wait_for(tracer, VPT_WAIT_PID, first, WEXITED), VPT_WAIT_REPORT);
}

static void pgid_finds_the_tasks_of_that_group(void **state)
{
	pid_t tracer = new_tracer(), first = stopped_tracee(tracer);
	pid_t second = stopped_tracee(tracer);

	(void)state;
	sim_set_pgid(sim, second, 77);
	assert_int_equal(wait_for(tracer, VPT_WAIT_PGID, 77, WEXITED), VPT_WAIT_REPORT);
	assert_int_equal(result.pid, second);
	assert_int_equal(wait_for(tracer, VPT_WAIT_PGID, first, WEXITED),
			 VPT_WAIT_REPORT);
	assert_int_equal(result.pid, first);
	assert_int_equal(wait_for(tracer, VPT_WAIT_PGID, 78, WEXITED), VPT_WAIT_HOST);
}

static void threads_of_a_tracer_find_each_others_tracees_but_for_wnothread(void **state)
{
	SIM_PROGRAM(two_threads, SIM_START(clone, CLONE_VM | CLONE_THREAD, &idle),
		    SIM_SYSCALL(pause));
	pid_t leader = spawn(&two_threads), thread = leader + 1, task;

	(void)state;
	run();
	task = stopped_tracee(leader);
	assert_int_equal(wait_for(thread, VPT_WAIT_ANY, 0, WEXITED), VPT_WAIT_REPORT);
	assert_int_equal(wait_for(thread, VPT_WAIT_PID, task, WEXITED), VPT_WAIT_REPORT);
	assert_int_equal(wait_for(thread, VPT_WAIT_ANY, 0, WEXITED | __WNOTHREAD),
			 VPT_WAIT_HOST);
	assert_int_equal(wait_for(thread, VPT_WAIT_PID, task, WEXITED | __WNOTHREAD),
			 VPT_WAIT_HOST);
	assert_int_equal(wait_for(leader, VPT_WAIT_ANY, 0, WEXITED | __WNOTHREAD),
			 VPT_WAIT_REPORT);
	/* but only the thread that attached may make requests */
	assert_int_equal(ask(thread, PTRACE_CONT, task, 0, 0), -ESRCH);
	cont(leader, task, 0);
}

static void stops_are_found_without_wstopped_and_deaths_only_with_wexited(void **state)
{
	pid_t tracer = new_tracer(), task = stopped_tracee(tracer);

	(void)state;
	assert_int_equal(wait_for(tracer, VPT_WAIT_ANY, 0, WCONTINUED), VPT_WAIT_REPORT);
	sim_kill(sim, task, SIGKILL);
	run();
	assert_int_equal(wait_for(tracer, VPT_WAIT_ANY, 0, WSTOPPED), VPT_WAIT_BLOCK);
	assert_int_equal(wait_for(tracer, VPT_WAIT_ANY, 0, WEXITED), VPT_WAIT_REPORT);
}

static void wclone_does_not_matter_for_tracees(void **state)
{
	pid_t tracer = new_tracer();

	(void)state;
	stopped_tracee(tracer);
	assert_int_equal(wait_for(tracer, VPT_WAIT_ANY, 0, WEXITED | (int)__WCLONE),
			 VPT_WAIT_REPORT);
	assert_int_equal(wait_for(tracer, VPT_WAIT_ANY, 0, WEXITED | __WALL),
			 VPT_WAIT_REPORT);
}

static void layers_are_found_by_their_own_tracer_only(void **state)
{
	pid_t a = new_tracer(), b = new_tracer(), task = spawn(&spins);

	(void)state;
	seize(a, task, 0);
	attach(b, task);
	run();
	assert_int_equal(wait_for(a, VPT_WAIT_ANY, 0, WEXITED), VPT_WAIT_BLOCK);
	assert_int_equal(wait_for(b, VPT_WAIT_ANY, 0, WEXITED), VPT_WAIT_REPORT);
}

/* ---- collecting ---- */

static void each_status_is_collected_once(void **state)
{
	pid_t tracer = new_tracer(), task = stopped_tracee(tracer);

	(void)state;
	expect_stop(tracer, task, SIGSTOP);
	assert_int_equal(wait_for(tracer, VPT_WAIT_PID, task, WEXITED), VPT_WAIT_BLOCK);
}

static void a_wait_that_is_not_committed_changes_nothing(void **state)
{
	pid_t tracer = new_tracer(), task = stopped_tracee(tracer);
	int i;

	(void)state;
	for (i = 0; i < 3; i++)
		assert_int_equal(wait_for(tracer, VPT_WAIT_PID, task, WEXITED | WNOWAIT),
				 VPT_WAIT_REPORT);
	expect_stop(tracer, task, SIGSTOP);
}

static void a_stop_that_was_resumed_from_cannot_be_collected(void **state)
{
	pid_t tracer = new_tracer(), task = stopped_tracee(tracer);

	(void)state;
	cont(tracer, task, 0);
	assert_int_equal(wait_for(tracer, VPT_WAIT_ANY, 0, WEXITED), VPT_WAIT_BLOCK);
}

static void the_siginfo_of_a_stop_names_the_whole_status(void **state)
{
	pid_t tracer = new_tracer(), task = spawn(&two_calls);

	(void)state;
	sim_set_uid(sim, task, 1000);
	seize(tracer, task, PTRACE_O_TRACEEXIT);
	run();
	assert_int_equal(wait_for(tracer, VPT_WAIT_ANY, 0, WEXITED), VPT_WAIT_REPORT);
	assert_int_equal(result.status, VPT_W_STOPCODE(EVENT(EXIT)));
	assert_int_equal(result.info.si_signo, SIGCHLD);
	assert_int_equal(result.info.si_pid, task);
	assert_int_equal(result.info.si_uid, 1000);
	assert_int_equal(result.info.si_code, CLD_TRAPPED);
	assert_int_equal(result.info.si_status, EVENT(EXIT));
}

static void the_siginfo_of_a_death_names_its_cause(void **state)
{
	pid_t tracer = new_tracer(), exits = spawn(&two_calls), dies = spawn(&spins);

	(void)state;
	seize(tracer, exits, 0);
	seize(tracer, dies, 0);
	sim_kill(sim, dies, SIGKILL);
	run();
	assert_int_equal(wait_for(tracer, VPT_WAIT_PID, exits, WEXITED), VPT_WAIT_REPORT);
	assert_int_equal(result.info.si_code, CLD_EXITED);
	assert_int_equal(result.info.si_status, 3);
	assert_int_equal(wait_for(tracer, VPT_WAIT_PID, dies, WEXITED), VPT_WAIT_REPORT);
	assert_int_equal(result.info.si_code, CLD_KILLED);
	assert_int_equal(result.info.si_status, SIGKILL);
}

/* ---- notices ---- */

static void sigchld_of_a_stop_is_a_trap_and_of_a_group_stop_a_stop(void **state)
{
	pid_t tracer = new_tracer(), task = stopped_tracee(tracer);
	struct vpt_notice notice = next_notice(tracer);

	(void)state;
	assert_int_equal(notice.info.si_code, CLD_TRAPPED);
	assert_int_equal(notice.info.si_status, SIGSTOP);
	assert_int_equal(notice.code, VPT_W_STOPCODE(SIGSTOP));
	cont(tracer, task, SIGTSTP);
	run();
	notice = next_notice(tracer);
	assert_int_equal(notice.info.si_code, CLD_STOPPED);
	assert_int_equal(notice.info.si_status, SIGTSTP);
	assert_int_equal(next_notice(tracer).tracee, 0);
}

static void wcontinued_finds_a_group_that_was_continued_once(void **state)
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
	ask_ok(tracer, PTRACE_LISTEN, task, 0, 0);
	assert_int_equal(find(tracer, task, WCONTINUED, &result), VPT_WAIT_BLOCK);
	sim_kill(sim, task, SIGCONT);
	run();
	expect_stop(tracer, task, EVENT_STOP(SIGTRAP)); /* stops come first */
	assert_int_equal(find(tracer, task, 0, &result), VPT_WAIT_BLOCK);
	assert_int_equal(find(tracer, task, WCONTINUED, &result), VPT_WAIT_REPORT);
	assert_int_equal(result.status, 0xffff);
	assert_int_equal(result.info.si_code, CLD_CONTINUED);
	assert_int_equal(result.info.si_status, SIGCONT);
	vpt_wait_commit(vpt, &result);
	assert_int_equal(find(tracer, task, WCONTINUED, &result), VPT_WAIT_BLOCK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_wait_of_a_process_that_traces_nothing_is_the_hosts),
		WORLD_TEST(a_wait_for_a_running_tracee_blocks),
		WORLD_TEST(a_blocked_wait_tells_whether_a_real_child_might_end_it),
		WORLD_TEST(any_finds_the_oldest_report_first),
		WORLD_TEST(pid_finds_that_task_only),
		WORLD_TEST(pgid_finds_the_tasks_of_that_group),
		WORLD_TEST(
			threads_of_a_tracer_find_each_others_tracees_but_for_wnothread),
		WORLD_TEST(stops_are_found_without_wstopped_and_deaths_only_with_wexited),
		WORLD_TEST(wclone_does_not_matter_for_tracees),
		WORLD_TEST(layers_are_found_by_their_own_tracer_only),
		WORLD_TEST(each_status_is_collected_once),
		WORLD_TEST(a_wait_that_is_not_committed_changes_nothing),
		WORLD_TEST(a_stop_that_was_resumed_from_cannot_be_collected),
		WORLD_TEST(the_siginfo_of_a_stop_names_the_whole_status),
		WORLD_TEST(the_siginfo_of_a_death_names_its_cause),
		WORLD_TEST(wcontinued_finds_a_group_that_was_continued_once),
		WORLD_TEST(sigchld_of_a_stop_is_a_trap_and_of_a_group_stop_a_stop),
	};

	return cmocka_run_group_tests_name("wait", tests, NULL, NULL);
}
