/* SPDX-License-Identifier: MIT
 * debugreg.c: every layer has debug registers of its own: what each reads, how many there are,
 * and whom their traps stop.
 */
#include "world.h"

SIM_PROGRAM(walks, SIM_NOP, SIM_NOP, SIM_NOP, SIM_NOP, SIM_SYSCALL(exit_group, 3));
SIM_PROGRAM(execs, SIM_START(execve, 0, &walks));
enum { FIRST = SIM_TEXT + 2, SECOND = SIM_TEXT + 4, THIRD = SIM_TEXT + 6 };

static pid_t outer, inner, task;

static void trace(const struct sim_program *program, unsigned long options)
{
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(program);
	seize_and_stop(outer, task, options);
	seize_and_stop(inner, task, 0);
}

static unsigned long offset_of(int reg)
{
	return offsetof(struct user, u_debugreg) + (unsigned long)reg * sizeof(long);
}

static unsigned long get(pid_t tracer, int reg)
{
	unsigned long word = 0;

	assert_int_equal(ask_data(tracer, PTRACE_PEEKUSR, task, offset_of(reg), &word,
				  sizeof(word)),
			 0);
	return word;
}

static long set(pid_t tracer, int reg, unsigned long value)
{
	return ask(tracer, PTRACE_POKEUSR, task, offset_of(reg), value);
}

/* Watch the execution of an address with this register. */
static void watch(pid_t tracer, int reg, unsigned long addr)
{
	assert_int_equal(set(tracer, reg, addr), 0);
	assert_int_equal(set(tracer, 7, get(tracer, 7) | 1ul << (2 * reg)), 0);
}

static void both_continue(void)
{
	cont(outer, task, 0);
	cont(inner, task, 0);
	run();
}

static void each_layer_reads_its_own_registers(void **state)
{
	(void)state;
	trace(&walks, 0);
	watch(outer, 0, FIRST);
	assert_int_equal(get(inner, 0), 0);
	assert_int_equal(get(inner, 7), 0);
	watch(inner, 0, SECOND);
	assert_int_equal(get(outer, 0), FIRST);
	assert_int_equal(get(inner, 0), SECOND);
	assert_int_equal(get(inner, 7), 1);
	assert_int_equal(get(outer, 7), 1);
	assert_int_equal(set(inner, 7, 0), 0);
	assert_int_equal(get(outer, 7), 1);
}

static void trap_stops_the_layer_whose_register_it_is(void **state)
{
	(void)state;
	trace(&walks, 0);
	watch(outer, 0, SECOND);
	watch(inner, 0, FIRST);
	both_continue();
	expect_nothing(outer, task);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(siginfo(inner, task).si_code, TRAP_HWBKPT);
	assert_int_equal(registers(inner, task).rip, FIRST);
	assert_int_equal(get(inner, 6) & 0xf, 1);
	cont(inner, task, 0);
	run();
	expect_nothing(inner, task);
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(registers(outer, task).rip, SECOND);
	assert_int_equal(get(outer, 6) & 0xf, 1);
	cont(outer, task, 0);
	run();
	expect_exit(outer, task, 3);
}

static void both_watch_one_address(void **state)
{
	(void)state;
	trace(&walks, 0);
	watch(outer, 0, FIRST);
	watch(inner, 3, FIRST);
	both_continue();
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(get(outer, 6) & 0xf, 1);
	cont(outer, task, 0);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(get(inner, 6) & 0xf, 8);
	cont(inner, task, 0);
	run();
	expect_exit(outer, task, 3);
}

static void late_comer_gets_enospc(void **state)
{
	int i;

	(void)state;
	trace(&walks, 0);
	for (i = 0; i < 3; i++)
		watch(outer, i, FIRST + (unsigned long)i);
	watch(inner, 0, SECOND);
	assert_int_equal(set(inner, 1, THIRD), -ENOSPC);
	assert_int_equal(set(outer, 3, THIRD), -ENOSPC);
	assert_int_equal(get(inner, 1), 0);
	/* until another one does without */
	assert_int_equal(set(outer, 7, 0x5), 0);
	assert_int_equal(set(outer, 2, 0), 0);
	watch(inner, 1, THIRD);
}

static void registers_go_with_their_tracer(void **state)
{
	(void)state;
	trace(&walks, 0);
	watch(inner, 0, FIRST);
	sim_kill(sim, inner, SIGKILL);
	run();
	cont(outer, task, 0);
	run();
	expect_exit(outer, task, 3);
}

static void exec_clears_them(void **state)
{
	(void)state;
	trace(&execs, PTRACE_O_TRACEEXEC);
	watch(inner, 0, FIRST);
	both_continue();
	expect_stop(outer, task, EVENT(EXEC));
	cont(outer, task, 0);
	interrupt(inner, task);
	run();
	/* the program has not come to its end */
	expect_stop(inner, task, EVENT_STOP(SIGTRAP));
	assert_int_equal(get(inner, 0), 0);
	cont(inner, task, 0);
	run();
	expect_exit(outer, task, 3);
}

static void step_and_watchpoint_are_told_apart(void **state)
{
	(void)state;
	trace(&walks, 0);
	watch(inner, 0, FIRST);
	cont(inner, task, 0);
	do {
		ask_ok(outer, PTRACE_SINGLESTEP, task, 0, 0);
		run();
		if (collect(inner, task) != -1) {
			assert_int_equal(registers(inner, task).rip, FIRST);
			expect_nothing(outer, task);
			cont(inner, task, 0);
			run();
		}
		expect_stop(outer, task, SIGTRAP);
		assert_int_equal(siginfo(outer, task).si_code, TRAP_TRACE);
	} while (registers(outer, task).rip < SECOND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(each_layer_reads_its_own_registers),
		WORLD_TEST(trap_stops_the_layer_whose_register_it_is),
		WORLD_TEST(both_watch_one_address),
		WORLD_TEST(late_comer_gets_enospc),
		WORLD_TEST(registers_go_with_their_tracer),
		WORLD_TEST(exec_clears_them),
		WORLD_TEST(step_and_watchpoint_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
