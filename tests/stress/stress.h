/* SPDX-License-Identifier: MIT
 * stress.h: what the parts of the stress test share: dice, and what they count.
 */
#ifndef TESTS_STRESS_STRESS_H
#define TESTS_STRESS_STRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct dice {
	uint64_t state;
};

/* splitmix64 */
static inline uint64_t roll64(struct dice *dice)
{
	uint64_t z = dice->state += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

static inline unsigned roll(struct dice *dice, unsigned sides)
{
	return (unsigned)(roll64(dice) >> 32) % sides;
}

static inline bool one_in(struct dice *dice, unsigned n)
{
	return roll(dice, n) == 0;
}

/* What all tracers of a run count together. */
struct counts {
	atomic_long attached, stops, deaths, detached;
};
extern struct counts *counts;

/* One program and its tracers. */
struct the_case {
	uint64_t seed;
	unsigned tracers;
	bool waits; /* the program, until all tracers have attached */
	bool lossy; /* a tracer dies: the signal that it had waited for is lost */
};
extern struct the_case the_case;

/* complain: say what went wrong, with the seed; the caller then exits with FAILED */
enum { FAILED = 99 };
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);
__attribute__((format(printf, 1, 2), noreturn)) void give_up(const char *format, ...);

/* doze: let some time pass, up to that many microseconds */
void doze(struct dice *dice, unsigned usec);

/* The program under trace: how its run from that seed ends, as wait tells it, and the
 * run. depth: of the children that it may still have */
int program_fate(uint64_t seed);
__attribute__((noreturn)) void program_run(uint64_t seed, unsigned depth);
__attribute__((noreturn)) void program_exec(int argc, char **argv);

/* A tracer of the program; returns its exit status. Attaches, closes gate, goes on. */
int tracer_run(uint64_t seed, pid_t program, int gate);

#endif
