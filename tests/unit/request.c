/* SPDX-License-Identifier: MIT
 * request.c: the gate before every request, and the requests on a stopped tracee.
 */
#include "world.h"

#include <sys/uio.h>

static pid_t tracer, task;

static void stopped_tracee(void)
{
	tracer = new_tracer();
	task = spawn(&spins);
	seize_and_stop(tracer, task, 0);
}

/* Every request but the four that do not go through the gate. */
static const long gated[] = {
	PTRACE_PEEKTEXT,
	PTRACE_PEEKDATA,
	PTRACE_PEEKUSR,
	PTRACE_POKETEXT,
	PTRACE_POKEDATA,
	PTRACE_POKEUSR,
	PTRACE_CONT,
	PTRACE_SINGLESTEP,
	PTRACE_DETACH,
	PTRACE_SYSCALL,
	PTRACE_SETOPTIONS,
	PTRACE_GETEVENTMSG,
	PTRACE_GETSIGINFO,
	PTRACE_SETSIGINFO,
	PTRACE_GETREGSET,
	PTRACE_SETREGSET,
	PTRACE_LISTEN,
	PTRACE_PEEKSIGINFO,
	PTRACE_GETSIGMASK,
	PTRACE_SETSIGMASK,
	12 /* GETREGS */,
	13 /* SETREGS */,
	14 /* GETFPREGS */,
	30 /* ARCH_PRCTL */,
	0x420e /* GET_SYSCALL_INFO */,
	9999,
};
#define NGATED (sizeof(gated) / sizeof(gated[0]))

/* ---- the gate ---- */

static void requests_on_a_task_that_is_no_tracee_are_esrch(void **state)
{
	pid_t stranger = spawn(&spins);
	size_t i;

	(void)state;
	tracer = new_tracer();
	for (i = 0; i < NGATED; i++) {
		assert_int_equal(ask(tracer, gated[i], stranger, 0, 0), -ESRCH);
		assert_int_equal(ask(tracer, gated[i], 999, 0, 0), -ESRCH);
	}
	assert_int_equal(ask(tracer, PTRACE_KILL, stranger, 0, 0), -ESRCH);
	assert_int_equal(ask(tracer, PTRACE_INTERRUPT, stranger, 0, 0), -ESRCH);
}

static void requests_on_a_running_tracee_are_esrch(void **state)
{
	size_t i;

	(void)state;
	tracer = new_tracer();
	task = spawn(&spins);
	seize(tracer, task, 0);
	for (i = 0; i < NGATED; i++)
		assert_int_equal(ask(tracer, gated[i], task, 0, 0), -ESRCH);
}

static void requests_on_a_task_stopped_for_others_are_esrch(void **state)
{
	pid_t second;
	size_t i;

	(void)state;
	stopped_tracee();
	second = new_tracer();
	seize(second, task, 0);
	for (i = 0; i < NGATED; i++)
		assert_int_equal(ask(second, gated[i], task, 0, 0), -ESRCH);
}

static void requests_on_a_listening_tracee_are_esrch(void **state)
{
	size_t i;

	(void)state;
	stopped_tracee();
	ask_ok(tracer, PTRACE_LISTEN, task, 0, 0);
	for (i = 0; i < NGATED; i++)
		assert_int_equal(ask(tracer, gated[i], task, 0, 0), -ESRCH);
}

static void requests_are_the_attaching_threads_alone(void **state)
{
	SIM_PROGRAM(two_threads, SIM_START(clone, CLONE_VM | CLONE_THREAD, &idle),
		    SIM_SYSCALL(pause));
	pid_t thread;
	size_t i;

	(void)state;
	tracer = spawn(&two_threads);
	thread = tracer + 1;
	run();
	task = spawn(&spins);
	seize_and_stop(tracer, task, 0);
	for (i = 0; i < NGATED; i++)
		assert_int_equal(ask(thread, gated[i], task, 0, 0), -ESRCH);
}

static void an_unknown_request_is_eio(void **state)
{
	(void)state;
	stopped_tracee();
	assert_int_equal(ask(tracer, 9999, task, 0, 0), -EIO);
	assert_int_equal(ask(tracer, -1, task, 0, 0), -EIO);
}

/* The machine is in its next stop already, and says nothing of a call. */
static void syscall_info_of_a_tracee_that_was_killed_just_now_is_esrch(void **state)
{
	(void)state;
	tracer = new_tracer();
	task = spawn(&two_calls);
	seize_and_stop(tracer, task, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXIT);
	syscall_on(tracer, task);
	run();
	expect_stop(tracer, task, SYSGOOD);
	assert_true(ask(tracer, 0x420e, task, 88, SIM_DATA) > 0);
	sim_set_late(sim, true);
	sim_kill(sim, task, SIGKILL);
	while (!look(task).unheard)
		assert_true(sim_step(sim, task));
	assert_int_equal(ask(tracer, 0x420e, task, 88, SIM_DATA), -ESRCH);
	run();
	expect_stop(tracer, task, EVENT(EXIT));
}

static void a_stop_may_be_examined_before_it_was_collected(void **state)
{
	(void)state;
	tracer = new_tracer();
	task = spawn(&spins);
	attach(tracer, task);
	run();
	assert_int_equal(registers(tracer, task).rip & ~2ul, SIM_TEXT);
	expect_stop(tracer, task, SIGSTOP);
}

static void kill_kills_a_running_tracee_too(void **state)
{
	(void)state;
	tracer = new_tracer();
	task = spawn(&spins);
	seize(tracer, task, 0);
	ask_ok(tracer, PTRACE_KILL, task, 0, 0);
	run();
	expect_killed(tracer, task, SIGKILL);
}

static void interrupt_needs_a_seized_tracee(void **state)
{
	(void)state;
	tracer = new_tracer();
	task = spawn(&spins);
	attach(tracer, task);
	assert_int_equal(ask(tracer, PTRACE_INTERRUPT, task, 0, 0), -EIO);
	run();
	assert_int_equal(ask(tracer, PTRACE_INTERRUPT, task, 0, 0), -EIO);
}

static void an_interrupt_of_a_stopped_tracee_traps_when_it_is_resumed(void **state)
{
	(void)state;
	stopped_tracee();
	interrupt(tracer, task);
	interrupt(tracer, task);
	expect_nothing(tracer, task);
	cont(tracer, task, 0);
	run();
	expect_stop(tracer, task, EVENT_STOP(SIGTRAP));
	cont(tracer, task, 0);
	run();
	expect_nothing(tracer, task);
}

static void interrupts_of_a_running_tracee_merge(void **state)
{
	(void)state;
	tracer = new_tracer();
	task = spawn(&spins);
	seize(tracer, task, 0);
	interrupt(tracer, task);
	interrupt(tracer, task);
	run();
	expect_stop(tracer, task, EVENT_STOP(SIGTRAP));
	cont(tracer, task, 0);
	run();
	expect_nothing(tracer, task);
}

/* ---- memory and registers ---- */

static void peek_stores_the_word_in_the_callers_memory(void **state)
{
	long word = 0, secret = 0x1122334455667788;

	(void)state;
	stopped_tracee();
	memcpy((char *)sim_data(sim, task) + 16, &secret, sizeof(secret));
	assert_int_equal(ask_data(tracer, PTRACE_PEEKDATA, task, SIM_DATA + 16, &word,
				  sizeof(word)),
			 0);
	assert_int_equal(word, secret);
	word = 0;
	assert_int_equal(
		ask_data(tracer, PTRACE_PEEKTEXT, task, SIM_TEXT, &word, sizeof(word)),
		0);
	assert_int_equal(word & 0xffff, 0x9066);
}

static void peek_of_a_bad_address_is_eio_and_of_a_bad_buffer_efault(void **state)
{
	(void)state;
	stopped_tracee();
	assert_int_equal(ask(tracer, PTRACE_PEEKDATA, task, 0, SIM_DATA), -EIO);
	assert_int_equal(ask(tracer, PTRACE_PEEKDATA, task, SIM_DATA, 0), -EFAULT);
	assert_int_equal(ask(tracer, PTRACE_POKEDATA, task, 0, 1), -EIO);
	assert_int_equal(ask(tracer, PTRACE_PEEKUSR, task, 4, SIM_DATA), -EIO);
	assert_int_equal(ask(tracer, PTRACE_PEEKUSR, task, 0, 0), -EFAULT);
}

static void poke_is_seen_by_the_task_and_by_other_layers(void **state)
{
	pid_t second;
	long word;

	(void)state;
	stopped_tracee();
	second = new_tracer();
	attach_and_stop(second, task);
	ask_ok(tracer, PTRACE_POKEDATA, task, SIM_DATA, 42);
	memcpy(&word, sim_data(sim, task), sizeof(word));
	assert_int_equal(word, 42);
	assert_int_equal(
		ask_data(second, PTRACE_PEEKDATA, task, SIM_DATA, &word, sizeof(word)),
		0);
	assert_int_equal(word, 42);
}

static void a_breakpoint_stops_with_sigtrap(void **state)
{
	(void)state;
	tracer = new_tracer();
	task = spawn(&two_calls);
	seize(tracer, task, 0);
	interrupt(tracer, task);
	sim_step(sim, task);
	sim_step(sim, task);
	expect_stop(tracer, task, EVENT_STOP(SIGTRAP));
	ask_ok(tracer, PTRACE_POKETEXT, task, SIM_TEXT + 4, 0xcc);
	cont(tracer, task, 0);
	run();
	expect_stop(tracer, task, SIGTRAP);
	assert_int_equal(siginfo(tracer, task).si_code, SI_KERNEL);
	assert_int_equal(registers(tracer, task).rip, SIM_TEXT + 5);
}

static void registers_can_be_set(void **state)
{
	struct user_regs_struct regs;
	struct iovec iov = { .iov_base = (void *)(SIM_DATA + 64), .iov_len = 4096 };

	(void)state;
	stopped_tracee();
	regs = registers(tracer, task);
	regs.rbx = 99;
	assert_int_equal(ask_data(tracer, 13, task, 0, &regs, sizeof(regs)), 0);
	assert_int_equal(registers(tracer, task).rbx, 99);
	ask_ok(tracer, PTRACE_POKEUSR, task, offsetof(struct user_regs_struct, rbx), 98);
	iov.iov_len = 1024;
	assert_int_equal(ask_data(tracer, PTRACE_GETREGSET, task, 1, &iov, sizeof(iov)),
			 0);
	assert_int_equal(iov.iov_len, sizeof(regs));
	memcpy(&regs, (char *)sim_data(sim, tracer) + 64, sizeof(regs));
	assert_int_equal(regs.rbx, 98);
	iov.iov_len = 24;
	assert_int_equal(ask_data(tracer, PTRACE_SETREGSET, task, 1, &iov, sizeof(iov)),
			 0);
	assert_int_equal(iov.iov_len, 24);
}

static void regsets_check_type_length_and_buffer(void **state)
{
	struct iovec iov = { .iov_base = (void *)(SIM_DATA + 64), .iov_len = 9 };

	(void)state;
	stopped_tracee();
	assert_int_equal(ask_data(tracer, PTRACE_GETREGSET, task, 1, &iov, sizeof(iov)),
			 -EINVAL);
	assert_int_equal(ask_data(tracer, PTRACE_SETREGSET, task, 1, &iov, sizeof(iov)),
			 -EINVAL);
	iov.iov_len = 64;
	assert_int_equal(ask_data(tracer, PTRACE_GETREGSET, task, 77, &iov, sizeof(iov)),
			 -EINVAL);
	assert_int_equal(ask(tracer, PTRACE_GETREGSET, task, 1, 0), -EFAULT);
	iov.iov_base = NULL;
	assert_int_equal(ask_data(tracer, PTRACE_GETREGSET, task, 1, &iov, sizeof(iov)),
			 -EFAULT);
	assert_int_equal(ask_data(tracer, PTRACE_SETREGSET, task, 1, &iov, sizeof(iov)),
			 -EFAULT);
	/* the type and the length are looked at before the buffer */
	assert_int_equal(ask_data(tracer, PTRACE_SETREGSET, task, 77, &iov, sizeof(iov)),
			 -EINVAL);
	iov.iov_len = 8; /* not in part: xfpregs_set() */
	assert_int_equal(ask_data(tracer, PTRACE_SETREGSET, task, 2, &iov, sizeof(iov)),
			 -EINVAL);
	iov.iov_len = 9;
	assert_int_equal(ask_data(tracer, PTRACE_SETREGSET, task, 1, &iov, sizeof(iov)),
			 -EINVAL);
}

static void fixed_structures_need_a_good_buffer(void **state)
{
	(void)state;
	stopped_tracee();
	assert_int_equal(ask(tracer, 12, task, 0, 0), -EFAULT);
	assert_int_equal(ask(tracer, 13, task, 0, 0), -EFAULT);
	assert_int_equal(ask(tracer, 14, task, 0, 0), -EFAULT);
	assert_int_equal(ask(tracer, PTRACE_GETEVENTMSG, task, 0, 0), -EFAULT);
	assert_int_equal(ask(tracer, PTRACE_GETSIGINFO, task, 0, 0), -EFAULT);
	assert_int_equal(ask(tracer, PTRACE_SETSIGINFO, task, 0, 0), -EFAULT);
}

/* ---- options ---- */

static void unknown_options_are_einval_for_setoptions(void **state)
{
	(void)state;
	stopped_tracee();
	assert_int_equal(ask(tracer, PTRACE_SETOPTIONS, task, 0, 1u << 30), -EINVAL);
	ask_ok(tracer, PTRACE_SETOPTIONS, task, 0, PTRACE_O_TRACEEXIT);
	/* one refusal leaves the others as they were */
	assert_int_equal(ask(tracer, PTRACE_SETOPTIONS, task, 0, 1u << 30), -EINVAL);
	cont(tracer, task, 0);
	sim_kill(sim, task, SIGTERM);
	run();
	expect_stop(tracer, task, SIGTERM);
	cont(tracer, task, SIGTERM);
	run();
	expect_stop(tracer, task, EVENT(EXIT));
}

static void options_that_no_layer_has_are_dropped_by_the_machine(void **state)
{
	SIM_PROGRAM(forks, SIM_START(fork, 0, &idle), SIM_SYSCALL(exit_group, 3));

	(void)state;
	tracer = new_tracer();
	task = spawn(&forks);
	seize_and_stop(tracer, task, PTRACE_O_TRACEFORK);
	ask_ok(tracer, PTRACE_SETOPTIONS, task, 0, 0);
	cont(tracer, task, 0);
	run();
	expect_exit(tracer, task, 3);
	assert_int_equal(look(task + 1).traced, false);
}

/* ---- signals ---- */

static void the_signal_mask_can_be_read_and_set(void **state)
{
	uint64_t mask = 1ull << (SIGUSR1 - 1);

	(void)state;
	stopped_tracee();
	assert_int_equal(ask_data(tracer, PTRACE_SETSIGMASK, task, 8, &mask, 8), 0);
	mask = 0;
	assert_int_equal(ask_data(tracer, PTRACE_GETSIGMASK, task, 8, &mask, 8), 0);
	assert_int_equal(mask, 1ull << (SIGUSR1 - 1));
	assert_int_equal(ask(tracer, PTRACE_GETSIGMASK, task, 4, SIM_DATA), -EINVAL);
	assert_int_equal(ask(tracer, PTRACE_SETSIGMASK, task, 16, SIM_DATA), -EINVAL);
	assert_int_equal(ask(tracer, PTRACE_SETSIGMASK, task, 8, 0), -EFAULT);
}

static void pending_signals_can_be_peeked_at(void **state)
{
	struct {
		struct ptrace_peeksiginfo_args args;
		char pad[256 - sizeof(struct ptrace_peeksiginfo_args)];
		siginfo_t info[4];
	} * memory;

	(void)state;
	stopped_tracee();
	sim_tgkill(sim, task, SIGUSR1);
	sim_tgkill(sim, task, SIGRTMIN);
	sim_tgkill(sim, task, SIGRTMIN);
	memory = sim_data(sim, tracer);
	memory->args = (struct ptrace_peeksiginfo_args){ .off = 1, .nr = 4 };
	assert_int_equal(ask(tracer, PTRACE_PEEKSIGINFO, task, SIM_DATA, SIM_DATA + 256),
			 2);
	assert_int_equal(memory->info[0].si_signo, SIGRTMIN);
	memory->args.flags = PTRACE_PEEKSIGINFO_SHARED;
	assert_int_equal(ask(tracer, PTRACE_PEEKSIGINFO, task, SIM_DATA, SIM_DATA + 256),
			 0);
	memory->args.flags = 2;
	assert_int_equal(ask(tracer, PTRACE_PEEKSIGINFO, task, SIM_DATA, SIM_DATA + 256),
			 -EINVAL);
	memory->args.flags = 0;
	memory->args.nr = -1;
	assert_int_equal(ask(tracer, PTRACE_PEEKSIGINFO, task, SIM_DATA, SIM_DATA + 256),
			 -EINVAL);
	memory->args = (struct ptrace_peeksiginfo_args){ .off = 0, .nr = 4 };
	assert_int_equal(ask(tracer, PTRACE_PEEKSIGINFO, task, SIM_DATA, 0), -EFAULT);
	/* a buffer that ends early holds what fits */
	assert_int_equal(ask(tracer, PTRACE_PEEKSIGINFO, task, SIM_DATA,
			     SIM_DATA + SIM_DATA_SIZE - sizeof(siginfo_t)),
			 1);
}

/* ---- system call information ---- */

static void syscall_info_is_that_of_the_layers_own_stop(void **state)
{
	struct ptrace_syscall_info info;
	const long full_entry = offsetof(struct ptrace_syscall_info, entry.args[6]);
	pid_t second;

	(void)state;
	tracer = new_tracer();
	second = new_tracer();
	task = spawn(&two_calls);
	seize_and_stop(tracer, task, PTRACE_O_TRACESYSGOOD);
	assert_int_equal(
		ask_data(tracer, 0x420e, task, sizeof(info), &info, sizeof(info)),
		offsetof(struct ptrace_syscall_info, entry));
	assert_int_equal(info.op, PTRACE_SYSCALL_INFO_NONE);
	syscall_on(tracer, task);
	run();
	attach(second, task);
	assert_int_equal(
		ask_data(tracer, 0x420e, task, sizeof(info), &info, sizeof(info)),
		full_entry);
	assert_int_equal(info.op, PTRACE_SYSCALL_INFO_ENTRY);
	assert_int_equal(info.entry.nr, SYS_getpid);
	assert_int_equal(
		ask_data(second, 0x420e, task, sizeof(info), &info, sizeof(info)),
		offsetof(struct ptrace_syscall_info, entry));
	assert_int_equal(info.op, PTRACE_SYSCALL_INFO_NONE);
	/* a short buffer gets what fits, and the answer is the full size */
	memset(&info, 0, sizeof(info));
	assert_int_equal(ask_data(tracer, 0x420e, task, 1, &info, sizeof(info)),
			 full_entry);
	assert_int_equal(info.op, PTRACE_SYSCALL_INFO_ENTRY);
	assert_int_equal(info.entry.nr, 0);
	cont(second, task, 0);
	syscall_on(tracer, task);
	run();
	assert_int_equal(
		ask_data(tracer, 0x420e, task, sizeof(info), &info, sizeof(info)),
		offsetof(struct ptrace_syscall_info, exit.is_error) + 1);
	assert_int_equal(info.op, PTRACE_SYSCALL_INFO_EXIT);
	assert_int_equal(info.exit.rval, 0);
}

static void the_event_message_outlives_its_stop(void **state)
{
	(void)state;
	tracer = new_tracer();
	task = spawn(&two_calls);
	seize(tracer, task, PTRACE_O_TRACEEXIT);
	run();
	assert_int_equal(event_message(tracer, task), 3 << 8);
}

/* ---- names ---- */

static void requests_have_names(void **state)
{
	(void)state;
	assert_string_equal(vpt_request_name(PTRACE_SEIZE), "SEIZE");
	assert_string_equal(vpt_request_name(PTRACE_PEEKUSR), "PEEKUSER");
	assert_null(vpt_request_name(9999));
	assert_non_null(vpt_version());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(requests_on_a_task_that_is_no_tracee_are_esrch),
		WORLD_TEST(requests_on_a_running_tracee_are_esrch),
		WORLD_TEST(requests_on_a_task_stopped_for_others_are_esrch),
		WORLD_TEST(requests_on_a_listening_tracee_are_esrch),
		WORLD_TEST(requests_are_the_attaching_threads_alone),
		WORLD_TEST(an_unknown_request_is_eio),
		WORLD_TEST(syscall_info_of_a_tracee_that_was_killed_just_now_is_esrch),
		WORLD_TEST(a_stop_may_be_examined_before_it_was_collected),
		WORLD_TEST(kill_kills_a_running_tracee_too),
		WORLD_TEST(interrupt_needs_a_seized_tracee),
		WORLD_TEST(an_interrupt_of_a_stopped_tracee_traps_when_it_is_resumed),
		WORLD_TEST(interrupts_of_a_running_tracee_merge),
		WORLD_TEST(peek_stores_the_word_in_the_callers_memory),
		WORLD_TEST(peek_of_a_bad_address_is_eio_and_of_a_bad_buffer_efault),
		WORLD_TEST(poke_is_seen_by_the_task_and_by_other_layers),
		WORLD_TEST(a_breakpoint_stops_with_sigtrap),
		WORLD_TEST(registers_can_be_set),
		WORLD_TEST(regsets_check_type_length_and_buffer),
		WORLD_TEST(fixed_structures_need_a_good_buffer),
		WORLD_TEST(unknown_options_are_einval_for_setoptions),
		WORLD_TEST(options_that_no_layer_has_are_dropped_by_the_machine),
		WORLD_TEST(the_signal_mask_can_be_read_and_set),
		WORLD_TEST(pending_signals_can_be_peeked_at),
		WORLD_TEST(syscall_info_is_that_of_the_layers_own_stop),
		WORLD_TEST(the_event_message_outlives_its_stop),
		WORLD_TEST(requests_have_names),
	};

	return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
