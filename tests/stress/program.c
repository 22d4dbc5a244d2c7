// SPDX-License-Identifier: MIT
/*
 * program.c: the program under trace. It is made by a seed, which also tells how it
 * ends, whoever traces it. It checks all that it does: each signal taken once, each
 * child reaped once, with the status that the child's seed foretells.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stress.h"

enum { MAX_THREADS = 3, MAX_QUEUED = 8 };

static __thread volatile int taken;  /* SIGUSR1 */
static __thread volatile int queued; /* SIGRTMIN */
static __thread volatile bool disorder;

/* ---- signals ------------------------------------------------------------- */

static void take(int sig)
{
	(void)sig;
	taken++;
}

static void take_queued(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	if (info->si_value.sival_int < queued)
		disorder = true;
	queued++;
}

static void install(void)
{
	struct sigaction action = { .sa_handler = take, .sa_flags = SA_RESTART };

	sigaction(SIGUSR1, &action, NULL);
	action.sa_flags |= SA_SIGINFO;
	action.sa_sigaction = take_queued;
	sigaction(SIGRTMIN, &action, NULL);
	/* Of an exec before its tracer has set an option; that tracer may die. */
	signal(SIGTRAP, SIG_IGN);
}

static void check_count(const char *what, int got, int sent)
{
	if (got > sent || (got < sent && !the_case.lossy))
		give_up("%s: %d sent, %d taken", what, sent, got);
}

static void raise_one(void)
{
	int before = taken;

	syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1);
	check_count("SIGUSR1", taken - before, 1);
}

static void queue_some(struct dice *dice)
{
	int i, n = 1 + (int)roll(dice, MAX_QUEUED);
	sigset_t set;

	queued = 0;
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	for (i = 0; i < n; i++)
		if (pthread_sigqueue(pthread_self(), SIGRTMIN,
				     (union sigval){ .sival_int = i }))
			give_up("pthread_sigqueue failed");
	if (queued)
		give_up("a blocked signal was taken");
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	check_count("SIGRTMIN", queued, n);
	if (disorder)
		give_up("queued signals came in disorder");
}

/* ---- children ------------------------------------------------------------- */

/* Wait for the child in one of the ways that there are. */
static int reap(struct dice *dice, pid_t child)
{
	siginfo_t info = { 0 };
	int status;
	pid_t pid;

	switch (roll(dice, 3)) {
	case 0:
		while ((pid = waitpid(child, &status, WNOHANG | __WALL)) == 0)
			doze(dice, 2000);
		break;
	case 1:
		if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT))
			give_up("waitid(WNOWAIT): %s", strerror(errno));
		if (info.si_pid != child)
			give_up("waitid told of %d, not %d", info.si_pid, child);
		pid = waitpid(child, &status, 0);
		break;
	default:
		pid = waitpid(child, &status, 0);
		break;
	}
	if (pid != child)
		give_up("waitpid(%d) returned %d, %s", child, pid, strerror(errno));
	return status;
}

static void check_end(struct dice *dice, pid_t child, int expected)
{
	int status = reap(dice, child);

	if (status != expected)
		give_up("child %d: status %#x instead of %#x", child, status, expected);
	if (waitpid(child, &status, WNOHANG | __WALL) != -1 || errno != ECHILD)
		give_up("child %d is there after its end", child);
}

static pid_t started(pid_t child)
{
	if (child < 0)
		give_up("fork: %s", strerror(errno));
	return child;
}

static void exec_program(uint64_t seed, unsigned depth)
{
	char seed_text[24], depth_text[12], case_text[24], lossy_text[2];

	snprintf(seed_text, sizeof(seed_text), "%" PRIu64, seed);
	snprintf(depth_text, sizeof(depth_text), "%u", depth);
	snprintf(case_text, sizeof(case_text), "%" PRIu64, the_case.seed);
	snprintf(lossy_text, sizeof(lossy_text), "%d", the_case.lossy);
	execl("/proc/self/exe", "stress", "--program", seed_text, depth_text, case_text,
	      lossy_text, NULL);
	_exit(FAILED);
}

static void fork_child(struct dice *dice, unsigned depth, bool thread)
{
	uint64_t seed = roll64(dice);
	/* After fork, a process with threads may do little more than exec. */
	bool exec = thread || one_in(dice, 3);
	pid_t child = started(fork());

	if (child == 0 && exec)
		exec_program(seed, depth - 1);
	if (child == 0)
		program_run(seed, depth - 1);
	check_end(dice, child, program_fate(seed));
}

static void vfork_child(struct dice *dice)
{
	uint64_t seed = roll64(dice);
	bool exec = one_in(dice, 2);
	volatile int code = (int)roll(dice, 90); /* vfork is like setjmp */
	pid_t child = started(vfork());

	if (child == 0 && exec)
		exec_program(seed, 0);
	if (child == 0)
		_exit(code);
	check_end(dice, child, exec ? program_fate(seed) : W_EXITCODE(code, 0));
}

/* A child that sleeps in read is stopped, continued, killed. */
static void kill_child(struct dice *dice)
{
	static const int deadly[] = { SIGKILL, SIGTERM, SIGHUP, SIGINT };
	int sig = the_case.lossy ? SIGKILL : deadly[roll(dice, 4)];
	int gate[2];
	pid_t child;
	char byte;

	if (pipe2(gate, O_CLOEXEC))
		give_up("pipe: %s", strerror(errno));
	child = started(fork());
	if (child == 0) {
		close(gate[1]);
		if (read(gate[0], &byte, 1) == 0)
			_exit(0); /* its parent has died */
		_exit(FAILED);
	}
	close(gate[0]);
	if (one_in(dice, 2)) {
		kill(child, SIGSTOP);
		doze(dice, 500);
		kill(child, SIGCONT);
	}
	doze(dice, 500);
	kill(child, sig);
	check_end(dice, child, W_EXITCODE(0, sig));
	close(gate[1]);
}

/* A child that this task traces, if nobody who cannot share it does. */
static void trace_child(struct dice *dice)
{
	int i, status, request, calls = (int)roll(dice, 5), code = (int)roll(dice, 90);
	pid_t child = started(fork());

	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise_one();
		for (i = 0; i < calls; i++)
			syscall(SYS_getuid);
		_exit(code);
	}
	for (;;) {
		if (waitpid(child, &status, 0) != child)
			give_up("waitpid for the tracee %d: %s", child, strerror(errno));
		if (!WIFSTOPPED(status))
			break;
		request = one_in(dice, 4) ? PTRACE_CONT : PTRACE_SYSCALL;
		i = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
		/* ESRCH: it was killed */
		if (ptrace(request, child, 0, i) && errno != ESRCH)
			give_up("resuming the tracee %d: %s", child, strerror(errno));
	}
	if (status != W_EXITCODE(code, 0))
		give_up("tracee %d: status %#x instead of %#x", child, status,
			W_EXITCODE(code, 0));
}

/* ---- threads and the whole ------------------------------------------------- */

static void act(struct dice *dice, unsigned depth, bool thread)
{
	unsigned i;

	switch (roll(dice, depth ? 10 : 5)) {
	case 0:
		for (i = roll(dice, 20); i > 0; i--)
			syscall(SYS_getuid);
		break;
	case 1:
		doze(dice, 1000);
		break;
	case 2:
	case 3:
		raise_one();
		break;
	case 4:
		queue_some(dice);
		break;
	case 5:
	case 6:
		fork_child(dice, depth, thread);
		break;
	case 7:
		vfork_child(dice);
		break;
	case 8:
		kill_child(dice);
		break;
	default:
		trace_child(dice);
		break;
	}
}

struct life {
	struct dice dice;
	unsigned depth, acts;
	pthread_t thread, before, leader;
	int code;   /* of the process, which it ends after the leader; or -1 */
	bool joins; /* ends after the thread before */
};

static void *live(void *argument)
{
	struct life *life = argument;

	while (life->acts-- > 0)
		act(&life->dice, life->depth, true);
	if (life->joins)
		pthread_join(life->before, NULL);
	if (life->code >= 0) {
		pthread_join(life->leader, NULL);
		_exit(life->code);
	}
	return NULL;
}

/* How it ends; which is drawn first. */
struct fate {
	int sig, code;
};

static struct fate draw_fate(struct dice *dice)
{
	static const int deadly[] = { SIGKILL, SIGTERM, SIGABRT };
	struct fate fate = { 0, (int)roll(dice, 90) };
	unsigned which = roll(dice, 3);

	if (one_in(dice, 6))
		fate.sig = the_case.lossy ? SIGKILL : deadly[which];
	return fate;
}

int program_fate(uint64_t seed)
{
	struct dice dice = { seed };
	struct fate fate = draw_fate(&dice);

	return fate.sig ? W_EXITCODE(0, fate.sig) : W_EXITCODE(fate.code, 0);
}

/* Threads live beside the leader, in a chain of joins, so that none is cut short. */
static void with_threads(struct dice *dice, unsigned depth, struct fate fate)
{
	static struct life lives[MAX_THREADS];
	unsigned i, n = 1 + roll(dice, MAX_THREADS);
	bool leader_ends = fate.sig || one_in(dice, 2);

	for (i = 0; i < n; i++) {
		lives[i] = (struct life){
			.dice = { roll64(dice) },
			.depth = depth ? depth - 1 : 0,
			.acts = roll(dice, 5),
			.code = leader_ends || i + 1 < n ? -1 : fate.code,
			.joins = i > 0,
			.before = i > 0 ? lives[i - 1].thread : 0,
			.leader = pthread_self(),
		};
		if (pthread_create(&lives[i].thread, NULL, live, &lives[i]))
			give_up("pthread_create failed");
	}
	for (i = roll(dice, 4); i > 0; i--)
		act(dice, depth, true);
	if (!leader_ends)
		pthread_exit(NULL);
	pthread_join(lives[n - 1].thread, NULL);
}

void program_run(uint64_t seed, unsigned depth)
{
	struct dice dice = { seed };
	struct fate fate = draw_fate(&dice);
	unsigned acts = 1 + roll(&dice, 6);

	install();
	taken = queued = 0;
	while (acts-- > 0)
		act(&dice, depth, false);
	if (one_in(&dice, 3))
		with_threads(&dice, depth, fate);
	if (fate.sig) {
		kill(getpid(), fate.sig);
		give_up("survived signal %d", fate.sig);
	}
	_exit(fate.code);
}

/* after exec_program(): --program SEED DEPTH CASE LOSSY */
void program_exec(int argc, char **argv)
{
	if (argc != 6)
		_exit(FAILED);
	the_case.seed = strtoull(argv[4], NULL, 0);
	the_case.lossy = argv[5][0] == '1';
	program_run(strtoull(argv[2], NULL, 0), (unsigned)atoi(argv[3]));
}
