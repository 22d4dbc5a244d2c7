/* SPDX-License-Identifier: MIT
 * world.h: what the unit tests of the core share: a simulated machine with a tracing system
 * over it, and one function for each thing that a test says about them.
 */
#ifndef TESTS_UNIT_WORLD_H
#define TESTS_UNIT_WORLD_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/user.h>

#include <cmocka.h>

#include "core/vpt.h"
#include "host/sim/sim.h"

static struct sim *sim;
static struct vpt *vpt;

#define UNUSED __attribute__((unused))

/* ---- programs ---- */

SIM_PROGRAM(idle, SIM_SYSCALL(pause), SIM_JUMP(0));
SIM_PROGRAM(spins, SIM_NOP, SIM_JUMP(0));
SIM_PROGRAM(two_calls, SIM_NOP, SIM_SYSCALL(getpid), SIM_SYSCALL(getuid),
	    SIM_SYSCALL(exit_group, 3));
SIM_PROGRAM(reads, SIM_SYSCALL(read), SIM_SYSCALL(exit_group, 3));
SIM_PROGRAM(raises_usr1, SIM_RAISE(SIGUSR1), SIM_SYSCALL(exit_group, 3));

/* ---- the machine ---- */

/* What must be true whenever the core is at rest. */
static UNUSED void check_core(void)
{
	struct vpt_task *task, *next;

	HASH_ITER(hh, vpt->tasks, task, next) {
		unsigned layers = 0, stopped = 0, listening = 0;
		struct vpt_attachment *att;
		struct sim_view view;
		uint64_t seq = 0;

		TAILQ_FOREACH(att, &task->layers, layer) {
			layers++;
			stopped += att->state == ATT_STOPPED;
			listening += att->state == ATT_LISTENING;
			assert_ptr_equal(att->task, task);
			assert_true(att->seq > seq);
			seq = att->seq;
		}
		assert_int_equal(layers, task->nlayers);
		assert_int_equal(stopped, task->nstopped);
		assert_int_equal(listening, task->nlistening);
		if (!sim_look(sim, task->tid, &view)) {
			assert_int_equal(task->machine, MACHINE_FREE);
			continue;
		}
		/* no layer is stopped while the machine's task runs, and the reverse */
		if (view.state == SIM_TRACED && !view.unheard) {
			assert_int_equal(task->machine, MACHINE_STOPPED);
			assert_true(stopped || listening || task->newborn ||
				    task->postponed);
		} else if (stopped) {
			/* it was killed, and the tracing system does not know */
			assert_true(view.state == SIM_TRACED || view.dying ||
				    view.state == SIM_ZOMBIE);
		}
	}
}

static UNUSED int world_up(void **state)
{
	(void)state;
	sim = sim_new();
	vpt = vpt_new(&sim_host_ops, sim);
	sim_serve(sim, vpt);
	return 0;
}

static UNUSED int world_down(void **state)
{
	(void)state;
	vpt_free(vpt);
	sim_free(sim);
	return 0;
}

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, world_up, world_down)

/* Let everything run that can. */
static UNUSED void run(void)
{
	check_core();
	sim_run(sim, 400);
	check_core();
}

static UNUSED struct sim_view look(pid_t tid)
{
	struct sim_view view;

	sim_look(sim, tid, &view);
	return view;
}

static UNUSED pid_t spawn(const struct sim_program *program)
{
	return sim_spawn(sim, 0, program);
}

/* A process that does nothing by itself: the test makes its calls. */
static UNUSED pid_t new_tracer(void)
{
	return spawn(&idle);
}

/* ---- what tracers do ---- */

static UNUSED struct vpt_caller caller_of(pid_t tid)
{
	return (struct vpt_caller){ .tid = tid, .tgid = look(tid).tgid };
}

static UNUSED long ask(pid_t tracer, long request, pid_t pid, unsigned long addr,
		       unsigned long data)
{
	struct vpt_caller caller = caller_of(tracer);
	long rc = vpt_ptrace(vpt, &caller, request, pid, addr, data);

	check_core();
	return rc;
}

#define ask_ok(...) assert_int_equal(ask(__VA_ARGS__), 0)

static UNUSED void attach(pid_t tracer, pid_t pid)
{
	ask_ok(tracer, PTRACE_ATTACH, pid, 0, 0);
}

static UNUSED void seize(pid_t tracer, pid_t pid, unsigned long options)
{
	ask_ok(tracer, PTRACE_SEIZE, pid, 0, options);
}

static UNUSED void interrupt(pid_t tracer, pid_t pid)
{
	ask_ok(tracer, PTRACE_INTERRUPT, pid, 0, 0);
}

static UNUSED void cont(pid_t tracer, pid_t pid, int sig)
{
	ask_ok(tracer, PTRACE_CONT, pid, 0, (unsigned long)sig);
}

static UNUSED void syscall_on(pid_t tracer, pid_t pid)
{
	ask_ok(tracer, PTRACE_SYSCALL, pid, 0, 0);
}

static UNUSED void detach(pid_t tracer, pid_t pid, int sig)
{
	ask_ok(tracer, PTRACE_DETACH, pid, 0, (unsigned long)sig);
}

static UNUSED enum vpt_wait_outcome find(pid_t tracer, pid_t id, int options,
					 struct vpt_wait_result *result)
{
	struct vpt_caller caller = caller_of(tracer);
	struct vpt_wait wait = {
		.which = id == -1 ? VPT_WAIT_ANY : VPT_WAIT_PID,
		.id = id,
		.options = options | WEXITED,
	};

	return vpt_wait(vpt, &caller, &wait, result);
}

/* waitpid(pid, WNOHANG): the status, or -1 if there is nothing to collect. */
static UNUSED int collect(pid_t tracer, pid_t pid)
{
	struct vpt_wait_result result;

	if (find(tracer, pid, 0, &result) != VPT_WAIT_REPORT)
		return -1;
	vpt_wait_commit(vpt, &result);
	check_core();
	return result.status;
}

/* The tracer can collect this stop, and no other. `code` is the status without the 0x7f. */
#define expect_stop(tracer, pid, code) \
	assert_int_equal(collect(tracer, pid), VPT_W_STOPCODE(code))
#define expect_nothing(tracer, pid)	assert_int_equal(collect(tracer, pid), -1)
#define expect_exit(tracer, pid, code)	assert_int_equal(collect(tracer, pid), (code) << 8)
#define expect_killed(tracer, pid, sig) assert_int_equal(collect(tracer, pid), sig)

#define SYSGOOD				(SIGTRAP | 0x80)
#define EVENT(name)			VPT_EVENT_CODE(PTRACE_EVENT_##name, SIGTRAP)
#define EVENT_STOP(sig)			VPT_EVENT_CODE(PTRACE_EVENT_STOP, sig)

/* Seize a task and bring it to a stop that the tracer has collected. */
static UNUSED void seize_and_stop(pid_t tracer, pid_t pid, unsigned long options)
{
	seize(tracer, pid, options);
	interrupt(tracer, pid);
	run();
	expect_stop(tracer, pid, EVENT_STOP(SIGTRAP));
}

static UNUSED void attach_and_stop(pid_t tracer, pid_t pid)
{
	attach(tracer, pid);
	run();
	expect_stop(tracer, pid, SIGSTOP);
}

/* Do this request with a buffer in the tracer's memory. */
static UNUSED long ask_data(pid_t tracer, long request, pid_t pid, unsigned long addr,
			    void *data, size_t size)
{
	unsigned char *memory = sim_data(sim, tracer);
	long rc;

	memcpy(memory, data, size);
	rc = ask(tracer, request, pid, addr, SIM_DATA);
	memcpy(data, memory, size);
	return rc;
}

static UNUSED siginfo_t siginfo(pid_t tracer, pid_t pid)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	assert_int_equal(ask_data(tracer, PTRACE_GETSIGINFO, pid, 0, &info, sizeof(info)),
			 0);
	return info;
}

static UNUSED unsigned long event_message(pid_t tracer, pid_t pid)
{
	unsigned long msg = 0;

	assert_int_equal(ask_data(tracer, PTRACE_GETEVENTMSG, pid, 0, &msg, sizeof(msg)),
			 0);
	return msg;
}

static UNUSED struct user_regs_struct registers(pid_t tracer, pid_t pid)
{
	struct user_regs_struct regs;

	memset(&regs, 0, sizeof(regs));
	assert_int_equal(
		ask_data(tracer, 12 /* PTRACE_GETREGS */, pid, 0, &regs, sizeof(regs)),
		0);
	return regs;
}

/* ---- notices ---- */

/* The next notice for this tracer, with those of others dropped. tracee 0: there is none. */
static UNUSED struct vpt_notice next_notice(pid_t tracer)
{
	struct vpt_notice notice;

	while (sim_next_notice(sim, &notice))
		if (notice.tracer == tracer)
			return notice;
	memset(&notice, 0, sizeof(notice));
	return notice;
}

#endif
