/* SPDX-License-Identifier: MIT
 * model.c: the model test. Random programs run under random tracers, which may trace each
 * other, make any request at any time, come, go and die; after every step the core must be
 * consistent, and what each tracer is shown must be what it could have seen alone.
 *
 * There are two kinds of runs: in one, passive tracers must see exactly what they see alone
 * (passive.h); in the other, tracers do as they like, and each attachment is followed by an
 * automaton of ptrace(2) (lone.h). In both everything must have ended at the end.
 *
 *   MODEL_SEED=n     only the run with this seed
 *   MODEL_FIRST=n    begin with this seed, not with 1
 *   MODEL_SECONDS=n  how long to go on, 20 if not given
 *   MODEL_LOG=1      say what happens
 */
#include "lone.h"

#include <time.h>

#define MAX_TRACERS 5

static pid_t tracers[MAX_TRACERS];
static unsigned ntracers;
static bool winding_up; /* tracers only let go */

/* ---- what a tracer may do ---- */

static long make_request(pid_t tracer, long request, pid_t tid, unsigned long addr,
			 unsigned long data)
{
	long rc = ask(tracer, request, tid, addr, data);

	LOG("%d: %s %d %#lx %#lx = %ld\n", tracer, vpt_request_name(request), tid, addr,
	    data, rc);
	return rc;
}

static void attach_somewhere(pid_t tracer, pid_t tid)
{
	static const unsigned long births =
		PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;
	bool legacy = one_in(2);
	unsigned long options = one_in(2) ? dice(256) : dice(256) | births;

	if (one_in(20))
		options |= PTRACE_O_EXITKILL;
	if (make_request(tracer, legacy ? PTRACE_ATTACH : PTRACE_SEIZE, tid, 0,
			 legacy ? 0 : options) == 0)
		begin_watch(tracer, path_of(tid), legacy);
}

static int some_signal(const struct vpt_attachment *att)
{
	static const int signals[] = { SIGUSR1, SIGUSR2, SIGTERM, SIGSTOP, SIGTSTP,
				       SIGCONT, SIGTRAP, SIGKILL, 40 };
	int sig = att->stop == VPT_STOP_SIGNAL ? att->code & 0x7f : 0;

	if (winding_up)
		return pass_on(att->stop, &att->info) ? sig : 0;
	switch (dice(8)) {
	case 0:
		return signals[dice(9)];
	case 1:
	case 2:
		return 0;
	default:
		return sig;
	}
}

static void resume_somehow(pid_t tracer, struct watch *watch, struct vpt_attachment *att)
{
	static const long requests[] = { PTRACE_CONT,	    PTRACE_SYSCALL,
					 PTRACE_SYSCALL,    PTRACE_SYSCALL,
					 PTRACE_SINGLESTEP, PTRACE_LISTEN,
					 PTRACE_DETACH };
	pid_t tid = att->task->tid, tgid = look(tid).tgid;
	long request = winding_up ? PTRACE_CONT : requests[dice(7)];
	int sig = some_signal(att);
	bool listens = !watch->legacy &&
		       (watch->kind == VPT_STOP_TRAP || watch->kind == VPT_STOP_GROUP) &&
		       att->info.si_code >> 8 == PTRACE_EVENT_STOP; /* if not set since */
	struct watch before = *watch;
	long rc;

	injected[tgid][sig]++;
	/* the watch must know before the core answers with the next stop */
	if (request == PTRACE_DETACH)
		end_watch(watch);
	else if (request != PTRACE_LISTEN || listens)
		watch_resumed(watch, request);
	rc = make_request(tracer, request, tid, 0, (unsigned long)sig);
	if (request == PTRACE_LISTEN && !listens)
		assert_int_equal(rc, -EIO);
	else if (rc == -ESRCH) /* it has been killed in its stop */
		assert_int_not_equal(look(tid).state, SIM_TRACED);
	else
		assert_int_equal(rc, 0);
	if (rc == -EIO)
		*watch = before;
	see_notices();
}

static void examine(pid_t tracer, struct vpt_attachment *att)
{
	static const long requests[] = { PTRACE_GETSIGINFO,  PTRACE_SETSIGINFO,
					 PTRACE_GETEVENTMSG, 12,
					 PTRACE_PEEKUSR,     PTRACE_GETSIGMASK,
					 PTRACE_POKEDATA };
	pid_t tid = att->task->tid;

	switch (dice(6)) {
	case 0:
		make_request(tracer, PTRACE_SETOPTIONS, tid, 0, dice(256));
		break;
	case 1: /* skip or change a call */
		if (att->stop == VPT_STOP_SYSCALL_ENTRY)
			make_request(tracer, PTRACE_POKEUSR, tid,
				     offsetof(struct user_regs_struct, orig_rax),
				     one_in(2) ? SYS_getppid : (unsigned long)-1);
		break;
	default:
		make_request(tracer, requests[dice(7)], tid, 8, SIM_DATA + 8 * dice(64));
		break;
	}
}

static struct vpt_attachment *some_attachment(pid_t tracer)
{
	struct vpt_tracer *self = vpt_tracer_find(vpt, tracer);
	struct vpt_attachment *att;
	unsigned n = 0;

	if (!self)
		return NULL;
	LIST_FOREACH(att, &self->tracees, stolen)
		n++;
	n = n ? dice(n) : 0;
	LIST_FOREACH(att, &self->tracees, stolen)
		if (n-- == 0)
			return att;
	return NULL;
}

static void collect_something(pid_t tracer)
{
	struct vpt_wait_result result;
	struct watch *watch;
	int status;
	pid_t tid;

	switch (find(tracer, -1, 0, &result)) {
	case VPT_WAIT_REPORT:
		if (one_in(8))
			return; /* WNOWAIT */
		watch = find_watch(tracer, path_of(result.pid));
		assert_non_null(watch);
		watch_collected(watch, result.status);
		LOG("%d collects %d %#x\n", tracer, result.pid, result.status);
		if (watch->dead)
			end_watch(watch);
		vpt_wait_commit(vpt, &result);
		break;
	case VPT_WAIT_HOST:
		tid = sim_wait(sim, tracer, -1, &status);
		watch = tid ? find_watch(tracer, path_of(tid)) : NULL;
		LOG("%d reaps %d %#x\n", tracer, tid, status);
		if (watch)
			watch_collected(watch, status);
		end_watch(watch);
		break;
	case VPT_WAIT_BLOCK:
		break;
	}
}

static void act_on_attachment(pid_t tracer)
{
	struct vpt_attachment *att = some_attachment(tracer);
	struct watch *watch;

	if (!att || att->tracer_tid != tracer)
		return;
	watch = find_watch(tracer, path_of(att->task->tid));
	assert_non_null(watch);
	if (watch->stopped && att->state != ATT_STOPPED) {
		assert_true(look(att->task->tid).dying);
		watch->stopped = false; /* SIGKILL ended the stop */
	}
	assert_int_equal(watch->stopped, att->state == ATT_STOPPED);
	if (!watch->stopped) {
		if (watch->dead || att->task->machine == MACHINE_ZOMBIE)
			return;
		assert_int_equal(ask(tracer, PTRACE_CONT, att->task->tid, 0, 0), -ESRCH);
		if (!watch->legacy && (winding_up ? watch->listening : one_in(3)))
			make_request(tracer, PTRACE_INTERRUPT, att->task->tid, 0, 0);
		return;
	}
	if (!watch->collected && !one_in(10))
		return;
	if (!winding_up && one_in(3))
		examine(tracer, att);
	else if (!winding_up && one_in(8))
		make_request(tracer, PTRACE_INTERRUPT, att->task->tid, 0, 0);
	else
		resume_somehow(tracer, watch, att);
}

static void tracer_turn(void *arg, pid_t tracer, long op_arg)
{
	pid_t tids[256], tid;
	unsigned n = sim_tasks(sim, tids, 256);

	(void)arg, (void)op_arg;
	tid = tids[dice(n)];
	see_notices();
	switch (winding_up ? 3 + dice(9) : dice(12)) {
	case 0:
	case 1:
		attach_somewhere(tracer, tid);
		break;
	case 2:
		if (one_in(20))
			make_request(tracer, PTRACE_KILL, tid, 0, 0);
		else if (one_in(100))
			sim_kill(sim, tracer, SIGKILL);
		else
			vpt_kick(vpt, tid);
		break;
	case 3:
	case 4:
	case 5:
	case 6:
		collect_something(tracer);
		break;
	default:
		act_on_attachment(tracer);
		break;
	}
	see_notices();
}

/* ---- the machine ---- */

static void tracer_exited(void *arg, pid_t tgid, pid_t tid)
{
	unsigned i;

	(void)arg;
	see_notices();
	vpt_tracer_exited(vpt, tgid, tid);
	for (i = 0; i < MAX_WATCHES && tid == 0; i++)
		if (watches[i].tracer == tgid)
			end_watch(&watches[i]);
}

static void task_stopped(void *arg, pid_t tid, const struct vpt_machine_stop *stop,
			 uint64_t tag)
{
	see_notices();
	tell_stopped(arg, tid, stop, tag);
}

static void task_exited(void *arg, pid_t tid, int status, uid_t uid)
{
	see_notices();
	tell_exited(arg, tid, status, uid);
}

static const struct sim_listener wild_listener = {
	.stopped = task_stopped,
	.exited = task_exited,
	.tracer_exited = tracer_exited,
};

/* The death of a leader whose process goes on, by exec in another thread, is not told. */
static void forget_the_vanished(void)
{
	pid_t tids[256];
	uint64_t there[256];
	unsigned i, k, n = sim_tasks(sim, tids, 256);

	for (k = 0; k < n; k++)
		there[k] = look(tids[k]).path;
	for (i = 0; i < MAX_WATCHES; i++) {
		struct watch *watch = &watches[i];

		if (watch->tracer <= 0 || watch->dead)
			continue;
		for (k = 0; k < n && there[k] != watch->path; k++)
			;
		if (k == n)
			end_watch(watch);
	}
}

static void step_some(pid_t last)
{
	pid_t tids[256];
	unsigned n = sim_tasks(sim, tids, 256);
	pid_t tid = n ? tids[dice(n)] : 0;

	something_happened |= sim_step(sim, tid) && tid > last;
	if (one_in(16))
		forget_the_vanished();
	see_notices();
	check_core();
	if (one_in(40))
		continue_stopped();
	if (winding_up && tid > last)
		sim_wake(sim, tid);
}

/* Is there a death that a tracer has not collected yet? */
static bool deaths_wait(void)
{
	unsigned i;

	for (i = 0; i < MAX_WATCHES; i++)
		if (watches[i].tracer > 0 && watches[i].dead && !watches[i].collected)
			return true;
	return false;
}

static void everything_ends(pid_t last)
{
	unsigned i, turns = 0;

	winding_up = true;
	while (program_runs(last) || deaths_wait()) {
		something_happened = false;
		step_some(last);
		turns = something_happened ? 0 : turns + 1;
		if (turns == 50000) {
			print_tasks();
			fail_msg("not everything ends");
		}
	}
	for (i = 0; i < ntracers; i++)
		sim_kill(sim, tracers[i], SIGKILL);
	sim_set_late(sim, false);
	sim_run(sim, 10000);
	assert_int_equal(vpt_tracee_count(vpt), 0);
	assert_null(vpt->tracers);
	assert_int_equal(vpt->newborns, 0);
}

static void wild_run(void)
{
	struct program_rules rules = { .wild = true, .stops = true };
	unsigned i, steps = 500 + dice(3000);
	pid_t last;

	memset(watches, 0, sizeof(watches));
	memset(injected, 0, sizeof(injected));
	nprograms = npaths = 0;
	newest = 0;
	winding_up = false;
	world_up(NULL);
	sim_listen(sim, &wild_listener);
	sim_set_hook(sim, tracer_turn, NULL);
	sim_set_late(sim, !one_in(3));
	sim_set_sigchld(sim, one_in(3));
	ntracers = 1 + dice(MAX_TRACERS);
	for (i = 0; i < ntracers; i++)
		tracers[i] = spawn(&acts);
	last = tracers[ntracers - 1];
	for (i = 1 + dice(2); i > 0; i--) {
		pid_t parent = one_in(2) ? tracers[dice(ntracers)] : 0;
		pid_t root = sim_spawn(sim, parent,
				       random_program(&rules, (int)dice(3), PROCESS));

		if (one_in(2))
			sim_set_seccomp(sim, root,
					one_in(2) ? SYS_nanosleep : SYS_getuid);
	}
	note_paths();
	for (i = 0; i < steps; i++)
		step_some(last);
	everything_ends(last);
	world_down(NULL);
}

/* ---- the test ---- */

static unsigned long seed; /* of the run that goes on; 0: none */

static void one_run(unsigned long n)
{
	seed = n;
	dice_seed(n);
	if (n % 2)
		passive_run();
	else
		wild_run();
	seed = 0;
}

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

static void each_layer_sees_what_a_lone_tracer_could_have_seen(void **state)
{
	const char *only = getenv("MODEL_SEED"), *seconds = getenv("MODEL_SECONDS");
	time_t end = now() + (seconds ? atoi(seconds) : 20);
	const char *first = getenv("MODEL_FIRST");
	unsigned long n = first ? strtoul(first, NULL, 0) - 1 : 0, from = n;

	(void)state;
	model_log = getenv("MODEL_LOG") != NULL;
	if (only) {
		one_run(strtoul(only, NULL, 0));
		return;
	}
	while (now() < end)
		one_run(++n);
	print_message("# runs %lu to %lu\n", from + 1, n);
}

static int say_seed(void **state)
{
	(void)state;
	if (seed)
		print_message("# to see it again: MODEL_SEED=%lu MODEL_LOG=1\n", seed);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
			each_layer_sees_what_a_lone_tracer_could_have_seen, say_seed),
	};

	setvbuf(stdout, NULL, _IOLBF, 0);
	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
