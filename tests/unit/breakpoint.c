/* SPDX-License-Identifier: MIT
 * breakpoint.c: breakpoints that tracers write are private to them: what each reads, and whom
 * their traps stop.
 */
#include "world.h"

/* The third operation is where the breakpoints are. */
enum { AT = SIM_TEXT + 4 };
SIM_PROGRAM(walks, SIM_NOP, SIM_NOP, SIM_NOP, SIM_NOP, SIM_SYSCALL(exit_group, 3));
SIM_PROGRAM(has_its_own, SIM_NOP, SIM_NOP, SIM_INT3, SIM_SYSCALL(exit_group, 3));
SIM_PROGRAM(loops, SIM_NOP, SIM_NOP, SIM_NOP, SIM_JUMP(0));
SIM_PROGRAM(forks, SIM_START(fork, 0, NULL), SIM_NOP, SIM_NOP,
	    SIM_SYSCALL(exit_group, 3));
SIM_PROGRAM(execs, SIM_START(execve, 0, &walks));

static unsigned long word_at(pid_t tracer, pid_t task, unsigned long addr)
{
	unsigned long word = 0;

	assert_int_equal(
		ask_data(tracer, PTRACE_PEEKTEXT, task, addr, &word, sizeof(word)), 0);
	return word;
}

static unsigned char byte_at(pid_t tracer, pid_t task, unsigned long addr)
{
	return (unsigned char)word_at(tracer, task, addr);
}

static void set_byte(pid_t tracer, pid_t task, unsigned long addr, unsigned char byte)
{
	unsigned long word = word_at(tracer, task, addr);

	ask_ok(tracer, PTRACE_POKETEXT, task, addr, (word & ~0xfful) | byte);
}

static void plant(pid_t tracer, pid_t task)
{
	set_byte(tracer, task, AT, 0xcc);
}

static void lift(pid_t tracer, pid_t task)
{
	set_byte(tracer, task, AT, 0x66);
}

static void set_ip(pid_t tracer, pid_t task, unsigned long ip)
{
	ask_ok(tracer, PTRACE_POKEUSR, task, offsetof(struct user_regs_struct, rip), ip);
}

static void step(pid_t tracer, pid_t task)
{
	ask_ok(tracer, PTRACE_SINGLESTEP, task, 0, 0);
}

/* What a debugger does at its breakpoint: go over the instruction, and plant it again. */
static void step_over(pid_t tracer, pid_t task)
{
	assert_int_equal(registers(tracer, task).rip, AT + 1);
	set_ip(tracer, task, AT);
	lift(tracer, task);
	step(tracer, task);
}

static pid_t outer, inner, task;

static void trace(const struct sim_program *program, unsigned long options)
{
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(program);
	seize_and_stop(outer, task, options);
	seize_and_stop(inner, task, 0);
}

static void both_continue(void)
{
	cont(outer, task, 0);
	cont(inner, task, 0);
	run();
}

static void others_read_the_programs_own_byte(void **state)
{
	(void)state;
	trace(&walks, 0);
	plant(inner, task);
	assert_int_equal(byte_at(inner, task, AT), 0xcc);
	assert_int_equal(byte_at(outer, task, AT), 0x66);
	/* also in the middle of a word */
	assert_int_equal(word_at(outer, task, AT - 4), 0x9066906690669066);
	lift(inner, task);
	assert_int_equal(byte_at(inner, task, AT), 0x66);
}

static void trap_stops_only_the_layer_that_planted_it(void **state)
{
	(void)state;
	trace(&walks, 0);
	plant(inner, task);
	both_continue();
	expect_nothing(outer, task);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(siginfo(inner, task).si_code, SI_KERNEL);
	step_over(inner, task);
	run();
	expect_stop(inner, task, SIGTRAP);
	plant(inner, task);
	cont(inner, task, 0);
	run();
	expect_exit(outer, task, 3);
	expect_exit(inner, task, 3);
}

static void two_layers_with_one_at_the_same_address_are_both_told(void **state)
{
	(void)state;
	trace(&walks, 0);
	plant(inner, task);
	plant(outer, task);
	both_continue();
	expect_stop(outer, task, SIGTRAP);
	expect_nothing(inner, task);
	step_over(outer, task);
	/* the outer one has set the pointer back; the inner one sees it after the trap */
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(byte_at(inner, task, AT), 0xcc);
	step_over(inner, task);
	run();
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(registers(outer, task).rip, AT + 2);
	cont(outer, task, 0);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(registers(inner, task).rip, AT + 2);
	cont(inner, task, 0);
	run();
	expect_exit(outer, task, 3);
}

static void first_one_that_sets_the_pointer_back_has_it_so(void **state)
{
	(void)state;
	trace(&walks, 0);
	plant(inner, task);
	plant(outer, task);
	both_continue();
	expect_stop(outer, task, SIGTRAP);
	step_over(outer, task);
	expect_stop(inner, task, SIGTRAP);
	/* this one patches the program, as it believes, and goes on behind */
	lift(inner, task);
	cont(inner, task, 0);
	run();
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(registers(outer, task).rip, AT + 2);
}

static void breakpoint_of_another_stays_when_one_is_lifted(void **state)
{
	(void)state;
	trace(&walks, 0);
	plant(inner, task);
	plant(outer, task);
	lift(inner, task);
	assert_int_equal(byte_at(inner, task, AT), 0x66);
	assert_int_equal(byte_at(outer, task, AT), 0xcc);
	both_continue();
	expect_stop(outer, task, SIGTRAP);
	step_over(outer, task);
	expect_nothing(inner, task);
}

static void stepping_onto_anothers_breakpoint_is_a_step(void **state)
{
	(void)state;
	trace(&walks, 0);
	plant(inner, task);
	cont(inner, task, 0);
	while (registers(outer, task).rip != AT) {
		step(outer, task);
		run();
		expect_stop(outer, task, SIGTRAP);
		assert_int_equal(siginfo(outer, task).si_code, TRAP_TRACE);
	}
	/* the next step executes the breakpoint: that is the inner one's */
	step(outer, task);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, SIGTRAP);
	step_over(inner, task);
	run();
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(registers(outer, task).rip, AT + 2);
	cont(outer, task, 0);
	expect_stop(inner, task, SIGTRAP);
}

static void breakpoint_of_the_program_itself_stops_everyone(void **state)
{
	(void)state;
	trace(&has_its_own, 0);
	both_continue();
	expect_stop(outer, task, SIGTRAP);
	cont(outer, task, SIGTRAP);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(byte_at(inner, task, AT), 0xcc);
}

static void others_change_the_program_under_a_breakpoint(void **state)
{
	(void)state;
	trace(&walks, 0);
	plant(inner, task);
	set_byte(outer, task, AT, 0x90);
	assert_int_equal(byte_at(inner, task, AT), 0xcc);
	assert_int_equal(byte_at(outer, task, AT), 0x90);
	set_byte(inner, task, AT, 0x90);
	assert_int_equal(byte_at(outer, task, AT), 0x90);
	both_continue();
	expect_nothing(inner, task);
}

static void breakpoint_goes_with_a_tracer_that_dies(void **state)
{
	(void)state;
	trace(&walks, 0);
	plant(inner, task);
	sim_kill(sim, inner, SIGKILL);
	run();
	assert_int_equal(byte_at(outer, task, AT), 0x66);
	cont(outer, task, 0);
	run();
	expect_exit(outer, task, 3);
}

static void breakpoint_of_a_lone_tracer_stays_when_it_dies(void **state)
{
	pid_t parent = new_tracer();
	int status = 0;

	(void)state;
	outer = new_tracer();
	task = sim_spawn(sim, parent, &walks);
	seize_and_stop(outer, task, 0);
	plant(outer, task);
	sim_kill(sim, outer, SIGKILL);
	run();
	assert_int_equal(sim_wait(sim, parent, task, &status), task);
	assert_int_equal(status & 0x7f, SIGTRAP);
}

static void what_a_tracer_leaves_when_it_detaches_stays(void **state)
{
	(void)state;
	trace(&walks, 0);
	plant(inner, task);
	detach(inner, task, 0);
	assert_int_equal(byte_at(outer, task, AT), 0xcc);
	cont(outer, task, 0);
	run();
	expect_stop(outer, task, SIGTRAP);
}

static void thread_runs_into_a_breakpoint_planted_through_another(void **state)
{
	SIM_PROGRAM(threads, SIM_START(clone, CLONE_THREAD, NULL), SIM_NOP, SIM_NOP,
		    SIM_JUMP(1));
	struct vpt_wait_result result;
	pid_t thread;

	(void)state;
	trace(&threads, PTRACE_O_TRACECLONE);
	plant(outer, task);
	both_continue();
	expect_stop(outer, task, EVENT(CLONE));
	thread = (pid_t)event_message(outer, task);
	cont(outer, task, 0);
	run();
	expect_stop(outer, thread, EVENT_STOP(SIGTRAP));
	/* the first thread has run into it as well */
	expect_stop(outer, task, SIGTRAP);
	cont(outer, thread, 0);
	run();
	expect_stop(outer, thread, SIGTRAP);
	assert_int_equal(find(inner, -1, 0, &result), VPT_WAIT_BLOCK);
	lift(outer, thread);
	assert_int_equal(byte_at(outer, task, AT), 0x66);
}

static void removed_before_its_trap_was_seen(void **state)
{
	struct sim_view view;
	unsigned char byte = 0x66;
	struct vpt_caller caller;

	(void)state;
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(&loops);
	seize_and_stop(outer, task, 0);
	seize_and_stop(inner, task, 0);
	plant(inner, task);
	cont(outer, task, 0);
	cont(inner, task, 0);
	sim_set_late(sim, true);
	do {
		sim_step(sim, task);
		sim_look(sim, task, &view);
	} while (!view.unheard);
	/* the trap has happened, and nobody has heard of it */
	caller = caller_of(inner);
	assert_int_equal(vpt_write_memory(vpt, &caller, task, AT, &byte, 1), 1);
	sim_set_late(sim, false);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, SIGTRAP);
}

static void fork_copies_the_breakpoints_of_those_who_follow(void **state)
{
	pid_t child;

	(void)state;
	trace(&forks, PTRACE_O_TRACEFORK);
	plant(outer, task);
	set_byte(inner, task, SIM_TEXT + 2, 0xcc);
	both_continue();
	expect_stop(outer, task, EVENT(FORK));
	child = (pid_t)event_message(outer, task);
	run();
	expect_stop(outer, child, EVENT_STOP(SIGTRAP));
	assert_int_equal(byte_at(outer, child, AT), 0xcc);
	/* that of the inner one, who does not, would only kill the child */
	assert_int_equal(byte_at(outer, child, SIM_TEXT + 2), 0x66);
	cont(outer, child, 0);
	run();
	expect_stop(outer, child, SIGTRAP);
	step_over(outer, child);
	assert_int_equal(byte_at(outer, task, AT), 0xcc);
}

static void exec_forgets_the_breakpoints(void **state)
{
	(void)state;
	trace(&execs, PTRACE_O_TRACEEXEC);
	set_byte(inner, task, SIM_TEXT + 1, 0xcc);
	both_continue();
	expect_stop(outer, task, EVENT(EXEC));
	assert_null(vpt->mms);
	assert_int_equal(byte_at(outer, task, AT), 0x66);
}

static void set_sp(pid_t tracer, pid_t task, unsigned long sp)
{
	ask_ok(tracer, PTRACE_POKEUSR, task, offsetof(struct user_regs_struct, rsp), sp);
}

/* What a checkpointer does: code that it shares with the task ends in a trap instruction. */
static void errand_ends_with_a_trap_of_its_own(void **state)
{
	struct user_regs_struct before;
	int i;

	(void)state;
	trace(&has_its_own, 0);
	before = registers(inner, task);
	cont(outer, task, 0);
	for (i = 0; i < 2; i++) {
		/* the second one begins where the first has ended, on the same stack */
		set_ip(inner, task, AT - 2);
		set_sp(inner, task, 4096);
		cont(inner, task, 0);
		run();
		expect_stop(inner, task, SIGTRAP);
		expect_nothing(outer, task);
	}
	assert_int_equal(registers(inner, task).rip, AT + 1);

	/* back where it was, the program's trap is everybody's */
	set_ip(inner, task, before.rip);
	set_sp(inner, task, before.rsp);
	cont(inner, task, 0);
	run();
	expect_stop(outer, task, SIGTRAP);
	cont(outer, task, SIGTRAP);
	expect_stop(inner, task, SIGTRAP);
}

/* A debugger that only corrects the instruction pointer sends nobody anywhere. */
static void corrected_pointer_is_no_errand(void **state)
{
	(void)state;
	trace(&has_its_own, 0);
	cont(outer, task, 0);
	set_ip(inner, task, AT - 2);
	cont(inner, task, 0);
	run();
	expect_stop(outer, task, SIGTRAP);
}

/* What a debugger does that leaves its breakpoint in: have a copy executed, elsewhere. */
enum { SCRATCH = SIM_TEXT + 8 };

static void put_copy(pid_t tracer, pid_t pid, unsigned short instruction)
{
	unsigned long word = word_at(tracer, pid, SCRATCH);

	ask_ok(tracer, PTRACE_POKETEXT, pid, SCRATCH, (word & ~0xfffful) | instruction);
}

static void step_out_of_line(pid_t tracer, pid_t pid)
{
	put_copy(tracer, pid, 0x9066);
	set_ip(tracer, pid, SCRATCH);
	step(tracer, pid);
}

/* The copy has been executed: go to `ip` from there. */
static void leave_copy(pid_t tracer, pid_t pid, unsigned short saved, unsigned long ip)
{
	expect_stop(tracer, pid, SIGTRAP);
	assert_int_equal(registers(tracer, pid).rip, SCRATCH + 2);
	put_copy(tracer, pid, saved);
	set_ip(tracer, pid, ip);
}

static void finish_out_of_line(pid_t tracer, pid_t pid, unsigned short saved)
{
	leave_copy(tracer, pid, saved, AT + 2);
	cont(tracer, pid, 0);
}

static void two_layers_execute_a_copy_in_the_same_place(void **state)
{
	unsigned short saved;

	(void)state;
	trace(&walks, 0);
	plant(inner, task);
	plant(outer, task);
	both_continue();
	expect_stop(outer, task, SIGTRAP);
	saved = (unsigned short)word_at(outer, task, SCRATCH);
	step_out_of_line(outer, task);
	expect_stop(inner, task, SIGTRAP);
	/* it sees neither the copy nor the changed instruction pointer */
	assert_int_equal((unsigned short)word_at(inner, task, SCRATCH), saved);
	assert_int_equal(registers(inner, task).rip, AT + 1);
	step_out_of_line(inner, task);
	run();
	finish_out_of_line(outer, task, saved);
	finish_out_of_line(inner, task, saved);
	run();
	expect_exit(outer, task, 3);
	expect_exit(inner, task, 3);
}

static void one_layer_steps_in_line_and_the_other_out_of_line(void **state)
{
	unsigned short saved;

	(void)state;
	trace(&walks, 0);
	plant(inner, task);
	plant(outer, task);
	both_continue();
	expect_stop(outer, task, SIGTRAP);
	step_over(outer, task);
	expect_stop(inner, task, SIGTRAP);
	saved = (unsigned short)word_at(inner, task, SCRATCH);
	/* whose breakpoint is still there does not catch the one that goes over its own */
	step_out_of_line(inner, task);
	run();
	/* only the inner one is shown where it was executed */
	expect_nothing(outer, task);
	finish_out_of_line(inner, task, saved);
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(registers(outer, task).rip, AT + 2);
	plant(outer, task);
	cont(outer, task, 0);
	run();
	expect_exit(outer, task, 3);
}

/* Watch the execution of AT with a debug register. */
static void watch(pid_t tracer)
{
	unsigned long base = offsetof(struct user, u_debugreg);

	ask_ok(tracer, PTRACE_POKEUSR, task, base, AT);
	ask_ok(tracer, PTRACE_POKEUSR, task, base + 7 * sizeof(long), 1);
}

/* The outer layer comes to AT by its debug register, and the inner one's breakpoint there is
 * behind that. */
static void outer_watches_and_inner_plants(void)
{
	trace(&walks, 0);
	plant(inner, task);
	watch(outer);
	both_continue();
	expect_nothing(inner, task);
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(siginfo(outer, task).si_code, TRAP_HWBKPT);
	assert_int_equal(registers(outer, task).rip, AT);
}

static void copy_is_executed_at_a_breakpoint_of_another(void **state)
{
	unsigned short saved;

	(void)state;
	outer_watches_and_inner_plants();
	saved = (unsigned short)word_at(outer, task, SCRATCH);
	step_out_of_line(outer, task);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(siginfo(inner, task).si_code, SI_KERNEL);
	step_over(inner, task);
	run();
	finish_out_of_line(outer, task, saved);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(registers(inner, task).rip, AT + 2);
	plant(inner, task);
	cont(inner, task, 0);
	run();
	expect_exit(outer, task, 3);
	expect_exit(inner, task, 3);
}

static void both_execute_copies_at_a_breakpoint_of_one(void **state)
{
	unsigned short saved;

	(void)state;
	outer_watches_and_inner_plants();
	saved = (unsigned short)word_at(outer, task, SCRATCH);
	step_out_of_line(outer, task);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(registers(inner, task).rip, AT + 1);
	step_out_of_line(inner, task);
	run();
	finish_out_of_line(outer, task, saved);
	finish_out_of_line(inner, task, saved);
	run();
	expect_exit(outer, task, 3);
	expect_exit(inner, task, 3);
}

/* … and the debug register does not trap a second time */
static void instruction_is_executed_at_a_breakpoint_of_another(void **state)
{
	(void)state;
	outer_watches_and_inner_plants();
	step(outer, task);
	run();
	expect_nothing(outer, task);
	expect_stop(inner, task, SIGTRAP);
	step_over(inner, task);
	run();
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(registers(outer, task).rip, AT + 2);
	cont(outer, task, 0);
	expect_stop(inner, task, SIGTRAP);
	cont(inner, task, 0);
	run();
	expect_exit(outer, task, 3);
}

/* A step of the inner layer's ends where the outer one has a breakpoint. */
static void inner_steps_there(void)
{
	cont(outer, task, 0);
	do {
		step(inner, task);
		run();
		expect_stop(inner, task, SIGTRAP);
	} while (registers(inner, task).rip != AT);
	expect_nothing(outer, task);
}

static void copy_is_executed_after_a_step_onto_a_breakpoint_of_another(void **state)
{
	unsigned short saved;

	(void)state;
	trace(&walks, 0);
	plant(outer, task);
	inner_steps_there();
	saved = (unsigned short)word_at(inner, task, SCRATCH);
	step_out_of_line(inner, task);
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(siginfo(outer, task).si_code, SI_KERNEL);
	step_over(outer, task);
	run();
	finish_out_of_line(inner, task, saved);
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(registers(outer, task).rip, AT + 2);
	cont(outer, task, 0);
	run();
	expect_exit(outer, task, 3);
}

static void copy_is_executed_after_a_step_onto_a_debug_register_of_another(void **state)
{
	unsigned short saved;

	(void)state;
	trace(&walks, 0);
	watch(outer);
	inner_steps_there();
	saved = (unsigned short)word_at(inner, task, SCRATCH);
	step_out_of_line(inner, task);
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(siginfo(outer, task).si_code, TRAP_HWBKPT);
	assert_int_equal(registers(outer, task).rip, AT);
	cont(outer, task, 0);
	run();
	finish_out_of_line(inner, task, saved);
	run();
	expect_nothing(inner, task);
	expect_exit(outer, task, 3);
}

/* The outer layer has had a copy executed, and does so again with the next instruction. */
static void outer_goes_on_out_of_line(unsigned short saved)
{
	run();
	expect_nothing(inner, task);
	leave_copy(outer, task, saved, AT + 2);
	step_out_of_line(outer, task);
}

static void outer_ends_out_of_line(unsigned short saved)
{
	run();
	leave_copy(outer, task, saved, AT + 4);
	cont(outer, task, 0);
}

static void step_ends_between_two_copies_of_another(void **state)
{
	unsigned short saved;

	(void)state;
	trace(&walks, 0);
	plant(outer, task);
	plant(inner, task);
	both_continue();
	expect_stop(outer, task, SIGTRAP);
	saved = (unsigned short)word_at(outer, task, SCRATCH);
	step_out_of_line(outer, task);
	expect_stop(inner, task, SIGTRAP);
	step_over(inner, task);
	outer_goes_on_out_of_line(saved);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(registers(inner, task).rip, AT + 2);
	cont(inner, task, 0);
	outer_ends_out_of_line(saved);
	run();
	expect_exit(outer, task, 3);
	expect_exit(inner, task, 3);
}

static void breakpoint_is_between_two_copies_of_another(void **state)
{
	unsigned short saved;

	(void)state;
	trace(&walks, 0);
	plant(outer, task);
	set_byte(inner, task, AT + 2, 0xcc);
	both_continue();
	expect_stop(outer, task, SIGTRAP);
	saved = (unsigned short)word_at(outer, task, SCRATCH);
	step_out_of_line(outer, task);
	outer_goes_on_out_of_line(saved);
	expect_stop(inner, task, SIGTRAP);
	assert_int_equal(registers(inner, task).rip, AT + 3);
	set_ip(inner, task, AT + 2);
	set_byte(inner, task, AT + 2, 0x66);
	cont(inner, task, 0);
	outer_ends_out_of_line(saved);
	run();
	expect_exit(outer, task, 3);
	expect_exit(inner, task, 3);
}

/* Two threads are to execute different copies in one place: one after the other. */
static void threads_execute_different_copies_in_the_same_place(void **state)
{
	SIM_PROGRAM(threads, SIM_START(clone, CLONE_THREAD, NULL), SIM_NOP, SIM_NOP,
		    SIM_JUMP(1), SIM_JUMP(0));
	pid_t thread;

	(void)state;
	outer = new_tracer();
	inner = new_tracer();
	task = spawn(&threads);
	seize_and_stop(outer, task, PTRACE_O_TRACECLONE);
	seize_and_stop(inner, task, PTRACE_O_TRACECLONE);
	both_continue();
	expect_stop(outer, task, EVENT(CLONE));
	thread = (pid_t)event_message(outer, task);
	cont(outer, task, 0);
	expect_stop(inner, task, EVENT(CLONE));
	run();
	expect_stop(outer, thread, EVENT_STOP(SIGTRAP));
	expect_stop(inner, thread, EVENT_STOP(SIGTRAP));
	interrupt(outer, task);
	/* the outer one directs the first thread, the inner one the second */
	cont(inner, task, 0);
	run();
	expect_stop(outer, task, EVENT_STOP(SIGTRAP));
	step(outer, task); /* out of the call */
	run();
	expect_stop(outer, task, SIGTRAP);
	step_out_of_line(outer, task);
	put_copy(inner, thread, 0xf4f4); /* which is not allowed */
	set_ip(inner, thread, SCRATCH);
	cont(outer, thread, 0);
	step(inner, thread);
	run();
	expect_stop(outer, task, SIGTRAP);
	assert_int_equal(registers(outer, task).rip, SCRATCH + 2);
	expect_stop(outer, thread, SIGSEGV);
	cont(outer, thread, SIGSEGV);
	expect_stop(inner, thread, SIGSEGV);
	assert_int_equal(registers(inner, thread).rip, SCRATCH);
}

static void memory_is_read_and_written_by_other_ways(void **state)
{
	unsigned char bytes[4], int3 = 0xcc, nop = 0x66;
	struct vpt_caller out, in;

	(void)state;
	trace(&walks, 0);
	out = caller_of(outer);
	in = caller_of(inner);
	assert_true(vpt_is_shared(vpt, &out, task));
	assert_int_equal(vpt_read_memory(vpt, &out, task, AT, bytes, 4), 4);
	assert_int_equal(vpt_write_memory(vpt, &out, task, SIM_DATA, &nop, 1), -ENOTSUP);
	assert_int_equal(vpt_write_memory(vpt, &in, task, AT, &int3, 1), 1);
	assert_int_equal(vpt_read_memory(vpt, &out, task, AT, bytes, 4), 4);
	assert_int_equal(bytes[0], 0x66);
	assert_int_equal(vpt_read_memory(vpt, &in, task, AT, bytes, 4), 4);
	assert_int_equal(bytes[0], 0xcc);
	assert_int_equal(vpt_read_memory(vpt, &in, task, 8, bytes, 4), -EIO);
	assert_int_equal(vpt_write_memory(vpt, &in, task, AT, &nop, 1), 1);
	both_continue();
	expect_exit(outer, task, 3);
}

/* The host reads later than it is asked to: where another tracer may plant something in the
 * meantime, it asks the core, which knows who is there. */
static void core_tells_whose_reads_others_may_disturb(void **state)
{
	struct vpt_caller out, in;
	unsigned char byte;

	(void)state;
	trace(&walks, 0);
	out = caller_of(outer);
	in = caller_of(inner);
	assert_true(vpt_has_shared(vpt));
	assert_int_equal(vpt_read_memory(vpt, &out, task, AT, &byte, 1), 1);
	assert_int_equal(vpt_see_memory(vpt, &out, task, AT, &byte, 1), 0);
	detach(inner, task, 0);
	assert_false(vpt_has_shared(vpt));
	assert_false(vpt_is_shared(vpt, &out, task));
	assert_int_equal(vpt_read_memory(vpt, &out, task, AT, &byte, 1), 1);
	assert_int_equal(vpt_read_memory(vpt, &in, task, AT, &byte, 1), -ENOTSUP);
	cont(outer, task, 0);
	run();
	expect_exit(outer, task, 3);
}

static struct {
	unsigned times;
	pid_t tracer;
	unsigned long addr;
	unsigned char byte;
} planting;

static void note_planting(void *host, pid_t tracer_tgid, unsigned long addr)
{
	planting.times++;
	planting.tracer = tracer_tgid;
	planting.addr = addr;
	assert_int_equal(sim_host_ops.read_memory(host, task, AT, &planting.byte, 1), 1);
}

static void host_is_told_before_code_is_planted(void **state)
{
	static struct vpt_host_ops ops;

	(void)state;
	ops = sim_host_ops;
	ops.planting = note_planting;
	vpt_free(vpt);
	vpt = vpt_new(&ops, sim);
	sim_serve(sim, vpt);
	planting.times = 0;
	trace(&walks, 0);
	set_byte(inner, task, AT, 0x66); /* what is there */
	assert_int_equal(planting.times, 0);
	plant(inner, task);
	assert_int_equal(planting.times, 1);
	assert_int_equal(planting.tracer, inner);
	assert_int_equal(planting.addr, AT);
	assert_int_equal(planting.byte, 0x66);
	lift(inner, task);
	both_continue();
	expect_exit(outer, task, 3);
}

static void code_is_hidden_from_the_other_tracer_only(void **state)
{
	(void)state;
	trace(&walks, 0);
	assert_false(vpt_hides_below(vpt, outer, AT + 1));
	plant(inner, task);
	assert_true(vpt_hides_below(vpt, outer, AT + 1));
	assert_false(vpt_hides_below(vpt, outer, AT));
	assert_false(vpt_hides_below(vpt, inner, AT + 1));
	assert_false(vpt_hides_below(vpt, inner + outer, AT + 1));
	lift(inner, task);
	both_continue();
	expect_exit(outer, task, 3);
}

static void same_number_in_data_is_no_breakpoint(void **state)
{
	(void)state;
	trace(&walks, 0);
	set_byte(inner, task, SIM_DATA, 0xcc);
	assert_int_equal(byte_at(outer, task, SIM_DATA), 0xcc);
	assert_null(vpt->mms);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(others_read_the_programs_own_byte),
		WORLD_TEST(trap_stops_only_the_layer_that_planted_it),
		WORLD_TEST(two_layers_with_one_at_the_same_address_are_both_told),
		WORLD_TEST(first_one_that_sets_the_pointer_back_has_it_so),
		WORLD_TEST(breakpoint_of_another_stays_when_one_is_lifted),
		WORLD_TEST(stepping_onto_anothers_breakpoint_is_a_step),
		WORLD_TEST(breakpoint_of_the_program_itself_stops_everyone),
		WORLD_TEST(others_change_the_program_under_a_breakpoint),
		WORLD_TEST(breakpoint_goes_with_a_tracer_that_dies),
		WORLD_TEST(breakpoint_of_a_lone_tracer_stays_when_it_dies),
		WORLD_TEST(what_a_tracer_leaves_when_it_detaches_stays),
		WORLD_TEST(thread_runs_into_a_breakpoint_planted_through_another),
		WORLD_TEST(removed_before_its_trap_was_seen),
		WORLD_TEST(fork_copies_the_breakpoints_of_those_who_follow),
		WORLD_TEST(exec_forgets_the_breakpoints),
		WORLD_TEST(errand_ends_with_a_trap_of_its_own),
		WORLD_TEST(corrected_pointer_is_no_errand),
		WORLD_TEST(two_layers_execute_a_copy_in_the_same_place),
		WORLD_TEST(one_layer_steps_in_line_and_the_other_out_of_line),
		WORLD_TEST(copy_is_executed_at_a_breakpoint_of_another),
		WORLD_TEST(both_execute_copies_at_a_breakpoint_of_one),
		WORLD_TEST(instruction_is_executed_at_a_breakpoint_of_another),
		WORLD_TEST(copy_is_executed_after_a_step_onto_a_breakpoint_of_another),
		WORLD_TEST(
			copy_is_executed_after_a_step_onto_a_debug_register_of_another),
		WORLD_TEST(step_ends_between_two_copies_of_another),
		WORLD_TEST(breakpoint_is_between_two_copies_of_another),
		WORLD_TEST(threads_execute_different_copies_in_the_same_place),
		WORLD_TEST(memory_is_read_and_written_by_other_ways),
		WORLD_TEST(core_tells_whose_reads_others_may_disturb),
		WORLD_TEST(host_is_told_before_code_is_planted),
		WORLD_TEST(code_is_hidden_from_the_other_tracer_only),
		WORLD_TEST(same_number_in_data_is_no_breakpoint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
