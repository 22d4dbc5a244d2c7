/* SPDX-License-Identifier: MIT
 * random.h: the dice of the model test, and random programs for the simulated machine.
 */
#ifndef TESTS_UNIT_RANDOM_H
#define TESTS_UNIT_RANDOM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "host/sim/sim.h"

static uint64_t dice_state;

static void dice_seed(uint64_t seed)
{
	dice_state = seed * 0x9e3779b97f4a7c15ull + 0x1234567;
}

/* splitmix64 */
static uint32_t dice(uint32_t sides)
{
	uint64_t z = dice_state += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return (uint32_t)((z ^ (z >> 31)) >> 16) % sides;
}

static bool one_in(uint32_t n)
{
	return dice(n) == 0;
}

/* ---- programs ---- */

/* What a program may do. */
struct program_rules {
	bool wild;  /* what it does depends on when it does it */
	bool stops; /* raises stop signals */
};

/* What runs the program: a process, one that has run another before, or a thread. */
enum role { PROCESS, EXECED, THREAD };

#define MAX_OPS	     24
#define MAX_PROGRAMS 64

/* The programs of one run. */
static struct sim_op random_ops[MAX_PROGRAMS][MAX_OPS];
static struct sim_program random_programs[MAX_PROGRAMS];
static unsigned nprograms;

static const struct sim_program *random_program(const struct program_rules *rules,
						int depth, enum role role);

static void add_op(struct sim_program *program, struct sim_op op)
{
	random_ops[program - random_programs][program->count++] = op;
}

#define ADD(program, ...) add_op(program, (struct sim_op)__VA_ARGS__)

static void add_signal(struct sim_program *program, const struct program_rules *rules,
		       bool alone)
{
	static const int harmless[] = { SIGUSR1, SIGUSR2, SIGURG, SIGWINCH, 40 };
	static const int stopping[] = { SIGSTOP, SIGTSTP, SIGTTIN };

	if (alone && rules->stops && one_in(3))
		ADD(program, SIM_RAISE(stopping[dice(3)]));
	else
		ADD(program, SIM_RAISE(harmless[dice(5)]));
}

static void add_child(struct sim_program *program, const struct program_rules *rules,
		      int depth, bool threads)
{
	const struct sim_program *child;

	if (depth == 0 || nprograms + 2 > MAX_PROGRAMS)
		return;
	if (threads && one_in(2)) {
		child = random_program(rules, depth - 1, THREAD);
		ADD(program, SIM_START(clone, CLONE_VM | CLONE_THREAD, child));
		return;
	}
	child = random_program(rules, depth - 1, PROCESS);
	switch (dice(4)) {
	case 0:
		ADD(program, SIM_START(vfork, 0, child));
		break;
	case 1:
		ADD(program, SIM_START(clone, SIGUSR1, child));
		break;
	default:
		ADD(program, SIM_START(fork, 0, child));
		break;
	}
}

/* Things whose effect depends on what others do at the time. */
static void add_wild(struct sim_program *program)
{
	static const int signals[] = { SIGTERM, SIGSTOP, SIGCONT,
				       SIGTTOU, SIGUSR1, SIGKILL };

	switch (dice(5)) {
	case 0:
		ADD(program, SIM_SYSCALL(kill, -1, signals[dice(5)]));
		break;
	case 1:
		ADD(program, SIM_SYSCALL(kill, 0, signals[dice(6)]));
		break;
	case 2:
		ADD(program, SIM_SYSCALL(read));
		break;
	case 3:
		ADD(program, SIM_RAISE(SIGCONT));
		break;
	default:
		ADD(program, SIM_INT3);
		break;
	}
}

static void add_random(struct sim_program *program, const struct program_rules *rules,
		       int depth, bool thread, bool threads)
{
	switch (dice(rules->wild ? 12 : 11)) {
	case 0:
		ADD(program, SIM_NOP);
		break;
	case 1:
	case 2:
		ADD(program, SIM_SYSCALL(getuid));
		break;
	case 3:
	case 4:
		ADD(program, SIM_SYSCALL(nanosleep, 1 + dice(6)));
		break;
	case 5:
	case 6:
		add_signal(program, rules, !thread && !threads);
		break;
	case 7:
		ADD(program, SIM_SYSCALL(rt_sigprocmask,
					 (long)(one_in(2) ? 0
							  : (1ul << (SIGUSR1 - 1)) |
								    (1ul << (40 - 1)))));
		break;
	case 8:
	case 9:
		if (!thread)
			add_child(program, rules, depth, threads);
		break;
	case 10:
		if (!thread)
			ADD(program, SIM_SYSCALL(wait4));
		break;
	default:
		add_wild(program);
		break;
	}
}

/* A program ends by itself, if those on which it waits let it. */
static const struct sim_program *random_program(const struct program_rules *rules,
						int depth, enum role role)
{
	struct sim_program *program = &random_programs[nprograms];
	bool thread = role == THREAD;
	/* a thread that is born into a stopped process stops: when, nobody can tell */
	bool threads =
		depth > 0 && one_in(4) && !thread && (role == PROCESS || !rules->stops);
	unsigned n = 2 + dice(12);

	program->ops = random_ops[nprograms++];
	program->count = 0;
	if (!thread) {
		ADD(program, SIM_SYSCALL(rt_sigaction, SIGUSR1, SIM_IGNORE + dice(3)));
		ADD(program, SIM_SYSCALL(rt_sigaction, SIGUSR2, SIM_IGNORE + dice(3)));
		ADD(program, SIM_SYSCALL(rt_sigaction, 40, SIM_IGNORE + dice(3)));
	}
	while (program->count < n + 3 && program->count < MAX_OPS - 4)
		add_random(program, rules, depth, thread, threads);
	if (thread) {
		ADD(program, SIM_SYSCALL(exit, 0));
		return program;
	}
	if (threads && !(rules->wild && one_in(3)))
		ADD(program, SIM_SYSCALL(futex));
	if (one_in(3))
		ADD(program, SIM_SYSCALL(wait4));
	if (depth > 0 && nprograms < MAX_PROGRAMS && one_in(4))
		ADD(program,
		    SIM_START(execve, 0, random_program(rules, depth - 1, EXECED)));
	else if (one_in(5))
		ADD(program, SIM_RAISE(SIGTERM));
	ADD(program, SIM_SYSCALL(exit_group, dice(8)));
	return program;
}

#endif
