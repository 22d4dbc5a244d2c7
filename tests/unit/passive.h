/* SPDX-License-Identifier: MIT
 * passive.h: the half of the model test that compares transcripts. Passive tracers watch a
 * program and pass everything on; other tracers come, hold, step and go, but change nothing.
 * Each passive tracer must see exactly what it sees when it is alone on the bare machine.
 */
#ifndef TESTS_UNIT_PASSIVE_H
#define TESTS_UNIT_PASSIVE_H

#include "random.h"
#include "world.h"

#define MAX_TASKS    128
#define MAX_MARKS    256
#define MAX_PASSIVES 3
#define MAX_MEDDLERS 2

/* How a passive tracer traces. */
struct manner {
	bool legacy; /* PTRACE_ATTACH, not SEIZE */
	unsigned long options;
	long request; /* PTRACE_CONT or PTRACE_SYSCALL */
};

/* What it notes of a stop, or of a death (kind NONE). */
struct mark {
	enum vpt_stop_kind kind;
	int status;
	int si_code;
	unsigned long rip;
	long call, result;
	uint64_t msg;
};

struct transcript {
	uint64_t path;
	unsigned count;
	struct mark marks[MAX_MARKS];
};

struct notebook {
	unsigned count;
	struct transcript tasks[MAX_TASKS];
};

static bool model_log;
#define LOG(...)                             \
	do {                                 \
		if (model_log)               \
			printf(__VA_ARGS__); \
	} while (0)

/* ---- names that do not depend on the order of events ---- */

static struct {
	pid_t tid;
	uint64_t path;
} paths[512];
static unsigned npaths;
static pid_t newest;

/* Note the names of tasks that were born since. They are the last ones. */
static void note_paths(void)
{
	pid_t tids[256];
	unsigned n = sim_tasks(sim, tids, 256);
	struct sim_view view;

	while (n-- > 0 && (npaths == 0 || tids[n] > newest)) {
		sim_look(sim, tids[n], &view);
		assert_true(npaths < sizeof(paths) / sizeof(paths[0]));
		paths[npaths].tid = view.tid;
		paths[npaths++].path = view.path;
		LOG("task %d is %lx\n", view.tid, view.path);
	}
	n = sim_tasks(sim, tids, 256);
	if (n > 0 && tids[n - 1] > newest)
		newest = tids[n - 1];
}

static uint64_t path_of(pid_t tid)
{
	unsigned k = npaths;
	struct sim_view view;

	if (sim_look(sim, tid, &view))
		return view.path;
	while (k-- > 0)
		if (paths[k].tid == tid)
			return paths[k].path;
	return 0;
}

/* ---- notes ---- */

static void note(struct notebook *book, pid_t tid, const struct mark *mark)
{
	uint64_t path = path_of(tid);
	struct transcript *task = book->tasks;

	while (task < book->tasks + book->count && task->path != path)
		task++;
	if (task == book->tasks + book->count) {
		assert_true(book->count < MAX_TASKS);
		book->count++;
		task->path = path;
		task->count = 0;
	}
	if (task->count < MAX_MARKS)
		task->marks[task->count++] = *mark;
}

static bool is_birth(long call)
{
	return call == SYS_fork || call == SYS_vfork || call == SYS_clone;
}

static bool is_call_stop(enum vpt_stop_kind kind)
{
	return kind == VPT_STOP_SYSCALL_ENTRY || kind == VPT_STOP_SYSCALL_EXIT;
}

static struct mark make_mark(enum vpt_stop_kind kind, int code, const siginfo_t *info,
			     const struct user_regs_struct *regs, unsigned long msg)
{
	struct mark mark = { .kind = kind,
			     .status = VPT_W_STOPCODE(code),
			     .rip = regs->rip };

	if (info)
		mark.si_code = info->si_code;
	if (is_call_stop(kind))
		mark.call = (long)regs->orig_rax;
	if (kind == VPT_STOP_SYSCALL_EXIT && !is_birth(mark.call))
		mark.result = (long)regs->rax;
	if (kind == VPT_STOP_EVENT)
		mark.msg = code >> 8 == PTRACE_EVENT_EXIT ? msg : path_of((pid_t)msg);
	return mark;
}

static struct mark death_mark(int status)
{
	return (struct mark){ .kind = VPT_STOP_NONE, .status = status };
}

/* What a tracer that wants to change nothing resumes with: not its own SIGSTOP or SIGTRAP. */
static int pass_on(enum vpt_stop_kind kind, const siginfo_t *info)
{
	if (kind != VPT_STOP_SIGNAL)
		return 0;
	if (info->si_signo == SIGSTOP &&
	    (info->si_code == SI_KERNEL ||
	     (info->si_code == SI_USER && info->si_pid == 0)))
		return 0;
	if (info->si_signo == SIGTRAP && info->si_code != SI_KERNEL)
		return 0;
	return info->si_signo;
}

/* ---- alone on the bare machine ---- */

static struct {
	struct manner manner;
	struct notebook *book;
} alone;

static int lone_code(const struct vpt_machine_stop *stop)
{
	switch (stop->kind) {
	case VPT_STOP_SYSCALL_ENTRY:
	case VPT_STOP_SYSCALL_EXIT:
		return alone.manner.options & PTRACE_O_TRACESYSGOOD ? SYSGOOD : SIGTRAP;
	case VPT_STOP_EVENT:
		return VPT_EVENT_CODE(stop->event, SIGTRAP);
	case VPT_STOP_GROUP:
		return alone.manner.legacy ? stop->signr : EVENT_STOP(stop->signr);
	default:
		return stop->signr;
	}
}

static void alone_stopped(void *arg, pid_t tid, const struct vpt_machine_stop *stop,
			  uint64_t tag)
{
	struct user_regs_struct regs;
	siginfo_t info;
	bool has_info;
	enum vpt_resume how = alone.manner.request == PTRACE_SYSCALL ? VPT_RESUME_SYSCALL
								     : VPT_RESUME_CONT;

	(void)arg, (void)tag;
	sim_host_ops.request(sim, tid, 12, 0, &regs);
	has_info = sim_host_ops.request(sim, tid, PTRACE_GETSIGINFO, 0, &info) == 0;
	if (stop->kind != VPT_STOP_TRAP) {
		struct mark mark = make_mark(stop->kind, lone_code(stop),
					     has_info ? &info : NULL, &regs, stop->msg);

		if (is_call_stop(stop->kind))
			mark.si_code = lone_code(stop);
		note(alone.book, tid, &mark);
	}
	sim_host_ops.resume(sim, tid, how, pass_on(stop->kind, &info));
}

static void alone_exited(void *arg, pid_t tid, int status, uid_t uid)
{
	struct mark mark = death_mark(status);

	(void)arg, (void)uid;
	note(alone.book, tid, &mark);
	sim_host_ops.reap(sim, tid);
}

/* Tasks that nobody traces are brought out of their group-stops. */
static void continue_stopped(void)
{
	pid_t tids[256];
	unsigned i, n = sim_tasks(sim, tids, 256);

	for (i = 0; i < n; i++)
		if (look(tids[i]).state == SIM_STOPPED)
			sim_kill(sim, look(tids[i]).tgid, SIGCONT);
}

static bool is_alive(pid_t tid)
{
	struct sim_view view;

	return sim_look(sim, tid, &view) && view.state != SIM_ZOMBIE;
}

static void print_tasks(void)
{
	static const char *const states[] = { "gone",	   "running", "blocked", "traced",
					      "listening", "stopped", "zombie" };
	pid_t tids[256];
	unsigned i, n = sim_tasks(sim, tids, 256);

	for (i = 0; i < n; i++) {
		struct sim_view view = look(tids[i]);

		printf("task %d of %d, %lx: %s%s%s%s\n", view.tid, view.tgid, view.path,
		       states[view.state], view.traced ? ", traced" : "",
		       view.unheard ? ", unheard of" : "", view.dying ? ", dying" : "");
	}
}

/* Is any task alive but those that were there before the program? */
static bool program_runs(pid_t last_tracer)
{
	pid_t tids[256];
	unsigned i, n = sim_tasks(sim, tids, 256);

	for (i = 0; i < n; i++)
		if (tids[i] > last_tracer && is_alive(tids[i]))
			return true;
	return false;
}

static void watch_alone(const struct sim_program *program, const struct manner *manner,
			long seccomp_nr, struct notebook *book)
{
	static const struct sim_listener listener = {
		.stopped = alone_stopped,
		.exited = alone_exited,
	};
	pid_t parent, root, tids[256];
	unsigned turns = 0;

	sim = sim_new();
	sim_listen(sim, &listener);
	npaths = 0;
	newest = 0;
	alone.manner = *manner;
	alone.book = book;
	book->count = 0;
	parent = spawn(&idle);
	root = sim_spawn(sim, parent, program);
	sim_set_seccomp(sim, root, seccomp_nr);
	if (manner->legacy) {
		sim_attach(sim, root, manner->options);
	} else {
		sim_host_ops.seize(sim, root, manner->options, root);
		sim_host_ops.interrupt(sim, root);
	}
	while (program_runs(parent)) {
		unsigned i, n = sim_tasks(sim, tids, 256);

		assert_true(turns++ < 20000);
		note_paths();
		for (i = 0; i < n; i++) {
			sim_step(sim, tids[i]);
			note_paths();
		}
		continue_stopped();
	}
	sim_run(sim, 1000);
	sim_free(sim);
}

/* ---- under the tracing system, among others ---- */

/* The same as sim_serve(), but for the log. */
static void tell_stopped(void *arg, pid_t tid, const struct vpt_machine_stop *stop,
			 uint64_t tag)
{
	struct user_regs_struct regs;

	(void)arg;
	sim_host_ops.request(sim, tid, 12, 0, &regs);
	LOG("task %d stops: kind %d signal %d event %d rip %llx rax %lld of %lld\n", tid,
	    stop->kind, stop->signr, stop->event, regs.rip, (long long)regs.rax,
	    (long long)regs.orig_rax);
	vpt_machine_stopped(vpt, tid, stop, tag);
}

static void tell_exited(void *arg, pid_t tid, int status, uid_t uid)
{
	(void)arg;
	LOG("task %d dies: %#x\n", tid, status);
	vpt_machine_exited(vpt, tid, status, uid);
}

static void tell_tracer_exited(void *arg, pid_t tgid, pid_t tid)
{
	(void)arg;
	vpt_tracer_exited(vpt, tgid, tid);
}

static void log_machine(void)
{
	static const struct sim_listener listener = {
		.stopped = tell_stopped,
		.exited = tell_exited,
		.tracer_exited = tell_tracer_exited,
	};

	sim_listen(sim, &listener);
}

struct actor {
	pid_t tid;
	struct manner manner;
	struct notebook *book; /* NULL: a meddler */
	struct trap {
		pid_t tid; /* 0: none */
		enum { BREAKPOINT, COPY, WATCH_EXECUTION } kind;
		unsigned long addr, scratch;
		unsigned short original, under_copy;
		bool copied; /* the copy is being executed */
	} trap;
	unsigned holds;
	struct {
		pid_t tid;
		enum vpt_stop_kind kind;
		siginfo_t info;
	} held[MAX_TASKS];
};

static struct actor actors[MAX_PASSIVES + MAX_MEDDLERS];
static unsigned nactors;
static pid_t root_tid;

static struct vpt_attachment *attachment(pid_t tracer, pid_t tid)
{
	struct vpt_task *task = vpt_task_find(vpt, tid);

	return task ? vpt_attachment_of(task, tracer) : NULL;
}

/* Collect a status, if there is one. False if there is none. */
static bool collect_any(struct actor *actor, pid_t *tid, int *status)
{
	struct vpt_wait_result result;

	switch (find(actor->tid, -1, 0, &result)) {
	case VPT_WAIT_REPORT:
		vpt_wait_commit(vpt, &result);
		*tid = result.pid;
		*status = result.status;
		return true;
	case VPT_WAIT_HOST:
		*tid = sim_wait(sim, actor->tid, -1, status);
		return *tid != 0;
	default:
		return false;
	}
}

static void passive_turn(struct actor *actor)
{
	struct vpt_attachment *att;
	struct user_regs_struct regs;
	enum vpt_stop_kind kind;
	siginfo_t info;
	pid_t tid;
	int status, sig;

	if (!collect_any(actor, &tid, &status))
		return;
	LOG("passive %d collects %d %#x\n", actor->tid, tid, status);
	if ((status & 0xff) != 0x7f) {
		struct mark mark = death_mark(status);

		note(actor->book, tid, &mark);
		return;
	}
	att = attachment(actor->tid, tid);
	assert_non_null(att);
	kind = att->stop;
	memset(&info, 0, sizeof(info));
	if (att->has_info)
		info = siginfo(actor->tid, tid);
	regs = registers(actor->tid, tid);
	if (kind == VPT_STOP_SIGNAL && info.si_code == SI_KERNEL &&
	    info.si_signo == SIGSTOP)
		ask_ok(actor->tid, PTRACE_SETOPTIONS, tid, 0, actor->manner.options);
	if (kind != VPT_STOP_TRAP) {
		struct mark mark =
			make_mark(kind, status >> 8, att->has_info ? &info : NULL, &regs,
				  event_message(actor->tid, tid));

		note(actor->book, tid, &mark);
	}
	sig = pass_on(kind, &info);
	ask_ok(actor->tid, actor->manner.request, tid, 0, (unsigned long)sig);
}

/* A random task of the program. */
static pid_t victim(void)
{
	pid_t tids[256];
	unsigned n = sim_tasks(sim, tids, 256);
	pid_t tid = tids[dice(n)];

	return tid >= root_tid ? tid : 0;
}

/* ---- what a meddler does to the program, and nobody else may notice ---- */

static unsigned short text_at(struct actor *actor, pid_t tid, unsigned long addr)
{
	unsigned long word = 0;

	ask_data(actor->tid, PTRACE_PEEKTEXT, tid, addr, &word, sizeof(word));
	return (unsigned short)word;
}

static void set_text(struct actor *actor, pid_t tid, unsigned long addr,
		     unsigned short text)
{
	unsigned long word = 0;

	ask_data(actor->tid, PTRACE_PEEKTEXT, tid, addr, &word, sizeof(word));
	ask(actor->tid, PTRACE_POKETEXT, tid, addr, (word & ~0xfffful) | text);
}

static void set_user(struct actor *actor, pid_t tid, unsigned long offset,
		     unsigned long value)
{
	ask(actor->tid, PTRACE_POKEUSR, tid, offset, value);
}

static void set_pc(struct actor *actor, pid_t tid, unsigned long pc)
{
	set_user(actor, tid, offsetof(struct user_regs_struct, rip), pc);
}

static bool is_single_threaded(pid_t tid)
{
	pid_t tids[256];
	unsigned n = sim_tasks(sim, tids, 256), threads = 0;

	while (n-- > 0)
		threads += look(tids[n]).tgid == look(tid).tgid;
	return threads == 1;
}

/* Trap the very next instruction: so nobody else can run into it, or inherit it. There is none
 * just behind a breakpoint of somebody else's that the task has run into, whose trap is yet to
 * come: that is the middle of an instruction. */
static void set_trap(struct actor *actor, pid_t tid)
{
	struct trap *trap = &actor->trap;

	memset(trap, 0, sizeof(*trap));
	trap->addr = registers(actor->tid, tid).rip;
	trap->original = text_at(actor, tid, trap->addr);
	trap->kind = dice(3);
	if (trap->addr >= SIM_HANDLER || trap->addr % 2 || !trap->original ||
	    (trap->kind == COPY && trap->original != 0x9066))
		return;
	LOG("meddler %d traps %d at %lx, kind %d\n", actor->tid, tid, trap->addr,
	    trap->kind);
	trap->tid = tid;
	if (trap->kind == WATCH_EXECUTION) {
		set_user(actor, tid, offsetof(struct user, u_debugreg[1]), trap->addr);
		set_user(actor, tid, offsetof(struct user, u_debugreg[7]), 4);
	} else {
		set_text(actor, tid, trap->addr, (trap->original & 0xff00) | 0xcc);
	}
}

static void remove_trap(struct actor *actor)
{
	struct trap *trap = &actor->trap;

	if (!trap->tid)
		return;
	if (trap->kind == WATCH_EXECUTION)
		set_user(actor, trap->tid, offsetof(struct user, u_debugreg[7]), 0);
	else
		set_text(actor, trap->tid, trap->addr, trap->original);
	trap->tid = 0;
}

/* The instruction before the trap's, or behind it, is a place for a copy. */
static void execute_copy(struct actor *actor, pid_t tid)
{
	struct trap *trap = &actor->trap;

	trap->scratch = trap->addr > SIM_TEXT ? trap->addr - 2 : trap->addr + 2;
	trap->under_copy = text_at(actor, tid, trap->scratch);
	trap->copied = true;
	set_text(actor, tid, trap->scratch, trap->original);
	set_pc(actor, tid, trap->scratch);
}

static void copy_executed(struct actor *actor, pid_t tid)
{
	struct trap *trap = &actor->trap;

	set_text(actor, tid, trap->scratch, trap->under_copy);
	if (registers(actor->tid, tid).rip == trap->scratch + 2)
		set_pc(actor, tid, trap->addr + 2);
	else if (registers(actor->tid, tid).rip == trap->scratch)
		set_pc(actor, tid, trap->addr);
	remove_trap(actor);
}

/* A task of a meddler's has stopped: if by its trap, do as debuggers do. */
static bool meddler_trapped(struct actor *actor, struct vpt_attachment *att)
{
	struct trap *trap = &actor->trap;
	pid_t tid = att->task->tid;
	bool sigtrap = att->stop == VPT_STOP_SIGNAL && att->info.si_signo == SIGTRAP;

	if (trap->tid != tid)
		return false;
	if (trap->copied) {
		/* it has stopped, by the step or before it */
		copy_executed(actor, tid);
		return false;
	}
	if (!sigtrap)
		return false;
	if (trap->kind == WATCH_EXECUTION && att->info.si_code == TRAP_HWBKPT) {
		assert_int_equal(registers(actor->tid, tid).rip, trap->addr);
		remove_trap(actor);
		return false;
	}
	if (trap->kind == WATCH_EXECUTION || att->info.si_code != SI_KERNEL)
		return false;
	assert_int_equal(registers(actor->tid, tid).rip, trap->addr + 1);
	if (trap->kind == COPY) {
		execute_copy(actor, tid);
	} else {
		set_pc(actor, tid, trap->addr);
		remove_trap(actor);
	}
	ask(actor->tid, PTRACE_SINGLESTEP, tid, 0, 0);
	return true;
}

static void meddler_collects(struct actor *actor)
{
	struct vpt_attachment *att;
	pid_t tid;
	int status;

	if (!collect_any(actor, &tid, &status))
		return;
	if ((status & 0xff) != 0x7f) {
		if (tid == actor->trap.tid)
			actor->trap.tid = 0;
		return;
	}
	LOG("meddler %d collects %d %#x\n", actor->tid, tid, status);
	att = attachment(actor->tid, tid);
	assert_non_null(att);
	if (meddler_trapped(actor, att))
		return;
	assert_true(actor->holds < MAX_TASKS);
	actor->held[actor->holds].tid = tid;
	actor->held[actor->holds].kind = att->stop;
	actor->held[actor->holds].info = att->info;
	actor->holds++;
}

static void meddler_lets_go(struct actor *actor)
{
	static const long requests[] = { PTRACE_CONT, PTRACE_SYSCALL, PTRACE_SINGLESTEP,
					 PTRACE_SYSCALL, PTRACE_DETACH };
	unsigned i = dice(actor->holds);
	pid_t tid = actor->held[i].tid;
	int sig = pass_on(actor->held[i].kind, &actor->held[i].info);
	long request = requests[dice(5)];

	if (request == PTRACE_DETACH && actor->trap.tid == tid)
		remove_trap(actor);
	else if (request != PTRACE_DETACH && !actor->trap.tid && one_in(3) &&
		 actor->held[i].kind == VPT_STOP_SIGNAL && is_single_threaded(tid))
		set_trap(actor, tid);
	if (one_in(4))
		ask(actor->tid, PTRACE_SETOPTIONS, tid, 0, dice(256));
	if (one_in(6))
		ask(actor->tid, PTRACE_INTERRUPT, tid, 0, 0);
	LOG("meddler %d: %s %d, %d\n", actor->tid, vpt_request_name(request), tid, sig);
	ask(actor->tid, request, tid, 0, (unsigned long)sig);
	actor->held[i] = actor->held[--actor->holds];
}

static void meddler_turn(struct actor *actor)
{
	pid_t tid = victim();

	switch (dice(8)) {
	case 0:
		LOG("meddler %d attaches to %d\n", actor->tid, tid);
		ask(actor->tid, PTRACE_ATTACH, tid, 0, 0);
		break;
	case 1:
		LOG("meddler %d seizes %d\n", actor->tid, tid);
		ask(actor->tid, PTRACE_SEIZE, tid, 0, dice(256));
		break;
	case 2:
		LOG("meddler %d interrupts %d\n", actor->tid, tid);
		ask(actor->tid, PTRACE_INTERRUPT, tid, 0, 0);
		break;
	case 3:
		LOG("kick of %d\n", tid);
		vpt_kick(vpt, tid);
		break;
	case 4:
		/* what it holds goes with it, signals too: so it must hold nothing */
		if (actor->holds == 0 && !actor->trap.tid && one_in(20)) {
			LOG("meddler %d dies\n", actor->tid);
			sim_kill(sim, actor->tid, SIGKILL);
		}
		break;
	default:
		if (actor->holds && one_in(2))
			meddler_lets_go(actor);
		else
			meddler_collects(actor);
		break;
	}
}

static void actor_turn(void *arg, pid_t tid, long op_arg)
{
	unsigned i;

	(void)arg, (void)op_arg;
	for (i = 0; i < nactors; i++)
		if (actors[i].tid == tid)
			(actors[i].book ? passive_turn : meddler_turn)(&actors[i]);
}

SIM_PROGRAM(acts, SIM_SYSCALL(ptrace), SIM_JUMP(0));

static struct manner random_manner(void)
{
	static const unsigned long births =
		PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;
	struct manner manner = { .legacy = one_in(2),
				 .request = one_in(3) ? PTRACE_CONT : PTRACE_SYSCALL };

	manner.options = one_in(2) ? births : dice(256) & births;
	if (one_in(2))
		manner.options |= PTRACE_O_TRACESYSGOOD;
	if (one_in(3))
		manner.options |= PTRACE_O_TRACEEXEC;
	if (one_in(3))
		manner.options |= PTRACE_O_TRACEEXIT;
	if (one_in(3))
		manner.options |= PTRACE_O_TRACEVFORKDONE;
	if (one_in(3))
		manner.options |= PTRACE_O_TRACESECCOMP;
	return manner;
}

static void start_passive(struct actor *actor)
{
	if (actor->manner.legacy) {
		attach(actor->tid, root_tid);
	} else {
		seize(actor->tid, root_tid, actor->manner.options);
		interrupt(actor->tid, root_tid);
	}
}

static void watch_together(const struct sim_program *program, unsigned npassives,
			   unsigned nmeddlers, long seccomp_nr, struct notebook *books)
{
	unsigned i, idle_turns = 0;
	pid_t parent, last, tids[256];

	world_up(NULL);
	log_machine();
	sim_set_hook(sim, actor_turn, NULL);
	sim_set_late(sim, one_in(2));
	npaths = 0;
	newest = 0;
	nactors = npassives + nmeddlers;
	/* the first task is the program's parent, and may be a tracer too */
	parent = spawn(one_in(3) ? &acts : &idle);
	for (i = 0; i < nactors; i++) {
		actors[i].tid = i == 0 && one_in(3) ? parent : spawn(&acts);
		actors[i].book = i < npassives ? &books[i] : NULL;
		actors[i].holds = 0;
		if (actors[i].book)
			actors[i].book->count = 0;
	}
	if (actors[0].tid == parent) {
		sim_free(sim);
		vpt_free(vpt);
		world_up(NULL);
		log_machine();
		sim_set_hook(sim, actor_turn, NULL);
		sim_set_late(sim, one_in(2));
		parent = spawn(&acts);
		for (i = 1; i < nactors; i++)
			actors[i].tid = spawn(&acts);
	}
	last = actors[nactors - 1].tid > parent ? actors[nactors - 1].tid : parent;
	root_tid = sim_spawn(sim, parent, program);
	sim_set_seccomp(sim, root_tid, seccomp_nr);
	for (i = 0; i < npassives; i++)
		start_passive(&actors[i]);
	note_paths();
	while (program_runs(last)) {
		unsigned n = sim_tasks(sim, tids, 256);

		pid_t tid = tids[dice(n)];

		idle_turns = sim_step(sim, tid) && tid >= root_tid ? 0 : idle_turns + 1;
		if (idle_turns == 50000) {
			print_tasks();
			fail_msg("the program hangs");
		}
		note_paths();
		check_core();
		if (one_in(50))
			continue_stopped();
	}
	/* the last deaths are collected */
	for (i = 0; i < 2000; i++) {
		unsigned n = sim_tasks(sim, tids, 256);

		sim_step(sim, tids[dice(n)]);
	}
	check_core();
	world_down(NULL);
}

/* ---- comparing ---- */

static void print_mark(const char *who, unsigned i, const struct mark *mark)
{
	printf("  %s %u: kind %d status %#x si_code %#x rip %#lx call %ld result %ld msg %lx\n",
	       who, i, mark->kind, mark->status, mark->si_code, mark->rip, mark->call,
	       mark->result, mark->msg);
}

static bool same_mark(const struct mark *a, const struct mark *b)
{
	return a->kind == b->kind && a->status == b->status && a->si_code == b->si_code &&
	       a->rip == b->rip && a->call == b->call && a->result == b->result &&
	       a->msg == b->msg;
}

static void compare_tasks(const struct transcript *lone,
			  const struct transcript *together)
{
	unsigned i, n = lone->count < together->count ? lone->count : together->count;

	for (i = 0; i < n && same_mark(&lone->marks[i], &together->marks[i]); i++)
		;
	if (i == lone->count && i == together->count)
		return;
	printf("the transcripts of task %lx differ:\n", lone->path | together->path);
	for (n = i < 3 ? 0 : i - 3; n < i + 3; n++) {
		if (n < lone->count)
			print_mark("alone", n, &lone->marks[n]);
		if (n < together->count)
			print_mark("together", n, &together->marks[n]);
	}
	fail_msg("a passive tracer does not see what it sees alone");
}

static const struct transcript *transcript_of(const struct notebook *book, uint64_t path)
{
	static const struct transcript none;
	unsigned i;

	for (i = 0; i < book->count; i++)
		if (book->tasks[i].path == path)
			return &book->tasks[i];
	return &none;
}

static void compare_books(const struct notebook *lone, const struct notebook *together)
{
	unsigned i;

	for (i = 0; i < lone->count; i++)
		compare_tasks(&lone->tasks[i],
			      transcript_of(together, lone->tasks[i].path));
	for (i = 0; i < together->count; i++)
		compare_tasks(transcript_of(lone, together->tasks[i].path),
			      &together->tasks[i]);
}

static void passive_run(void)
{
	static struct notebook lone, together[MAX_PASSIVES];
	struct program_rules rules = { .stops = one_in(2) };
	const struct sim_program *program;
	unsigned i, npassives = 1 + dice(MAX_PASSIVES),
		    nmeddlers = dice(MAX_MEDDLERS + 1);

	static const long calls[] = { -1, SYS_nanosleep, SYS_wait4, SYS_getuid };
	long seccomp_nr = calls[dice(4)];

	nprograms = 0;
	program = random_program(&rules, (int)dice(4), PROCESS);
	for (i = 0; i < npassives; i++)
		actors[i].manner = random_manner();
	watch_together(program, npassives, nmeddlers, seccomp_nr, together);
	for (i = 0; i < npassives; i++) {
		LOG("passive %u: %s options %#lx %s\n", i,
		    actors[i].manner.legacy ? "attach" : "seize",
		    actors[i].manner.options, vpt_request_name(actors[i].manner.request));
		watch_alone(program, &actors[i].manner, seccomp_nr, &lone);
		compare_books(&lone, &together[i]);
	}
}

#endif
