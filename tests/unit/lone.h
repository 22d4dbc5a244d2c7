/* SPDX-License-Identifier: MIT
 * lone.h: what a tracer that is alone could have seen. One `watch` follows one attachment; it
 * is told what its tracer asks and what it is shown, and fails the test if the one does not
 * follow from the other.
 */
#ifndef TESTS_UNIT_LONE_H
#define TESTS_UNIT_LONE_H

#include "passive.h"

struct watch {
	pid_t tracer; /* 0: the slot is free */
	uint64_t path;
	bool legacy;
	unsigned long options; /* that it has, or had: they count when a thing happens */
	bool stopped, listening, dead;
	bool collected; /* the last status */
	int status;
	enum vpt_stop_kind kind;
	long request; /* that it was last resumed with */
	bool in_call; /* has stopped in a call, and not at its exit */
	bool exiting; /* has seen PTRACE_EVENT_EXIT */
	unsigned steps;
	unsigned seen[65]; /* signals */
};

#define MAX_WATCHES 512
static struct watch watches[MAX_WATCHES];
static unsigned injected[1024][65]; /* by process */
static bool something_happened;

static struct watch *find_watch(pid_t tracer, uint64_t path)
{
	unsigned i;

	for (i = 0; i < MAX_WATCHES; i++)
		if (watches[i].tracer == tracer && watches[i].path == path)
			return &watches[i];
	return NULL;
}

static struct watch *begin_watch(pid_t tracer, uint64_t path, bool legacy)
{
	struct watch *watch = find_watch(tracer, path);
	unsigned i;

	for (i = 0; !watch && i < MAX_WATCHES; i++)
		if (!watches[i].tracer)
			watch = &watches[i];
	assert_non_null(watch);
	memset(watch, 0, sizeof(*watch));
	watch->tracer = tracer;
	watch->path = path;
	watch->legacy = legacy;
	watch->request = PTRACE_CONT;
	return watch;
}

static void end_watch(struct watch *watch)
{
	if (watch)
		watch->tracer = -1; /* it was there: see saw_child() */
}

/* ---- what the tracer asks ---- */

static void watch_resumed(struct watch *watch, long request)
{
	watch->stopped = watch->listening = false;
	if (request == PTRACE_LISTEN) {
		watch->listening = true;
		return;
	}
	watch->request = request;
	watch->steps += request == PTRACE_SINGLESTEP;
	watch->in_call &= request == PTRACE_SYSCALL;
}

/* ---- what it is shown ---- */

#define WATCH(condition)                                                                  \
	do {                                                                              \
		if (!(condition))                                                         \
			printf("tracer %d, task %lx: stop %d, before it stop %d, %s%s\n", \
			       watch->tracer, watch->path, (int)kind, (int)watch->kind,   \
			       vpt_request_name(watch->request),                          \
			       watch->in_call ? ", in a call" : "");                      \
		assert_true(condition);                                                   \
	} while (0)

/* Whoever is shown a birth has the child as a tracee too, or has had it. */
static bool saw_child(pid_t tracer, pid_t child)
{
	uint64_t path = path_of(child);

	return find_watch(tracer, path) || find_watch(-1, path);
}

static void watch_signal(struct watch *watch, int sig, pid_t tid)
{
	const enum vpt_stop_kind kind = VPT_STOP_SIGNAL;
	struct sim_view view = look(tid);
	unsigned allowed = view.queued[sig] + injected[view.tgid][sig];

	if (sig == SIGSTOP && watch->legacy)
		allowed++;
	if (sig == SIGTRAP)
		allowed += watch->steps;
	WATCH(!watch->in_call);
	WATCH(sig != SIGKILL);
	watch->seen[sig]++;
	if (watch->seen[sig] > allowed)
		printf("signal %d: seen %u, allowed %u\n", sig, watch->seen[sig],
		       allowed);
	WATCH(watch->seen[sig] <= allowed);
}

static void watch_event(struct watch *watch, const struct vpt_attachment *att)
{
	const enum vpt_stop_kind kind = VPT_STOP_EVENT;
	int event = att->code >> 8;

	WATCH(watch->options & (1ul << event));
	if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK ||
	    event == PTRACE_EVENT_CLONE)
		WATCH(saw_child(watch->tracer, (pid_t)att->msg));
	watch->exiting = event == PTRACE_EVENT_EXIT;
	watch->in_call = !watch->exiting;
}

static void watch_stopped(struct watch *watch, const struct vpt_attachment *att)
{
	enum vpt_stop_kind kind = att->stop;
	bool exits = kind == VPT_STOP_EVENT && att->code >> 8 == PTRACE_EVENT_EXIT;

	WATCH(!watch->dead && !watch->exiting);
	/* no stop without a resume; but SIGKILL ends stops */
	WATCH(!watch->stopped || (exits && look(att->task->tid).dying));
	WATCH(!watch->listening || kind == VPT_STOP_TRAP || kind == VPT_STOP_GROUP ||
	      exits);
	switch (kind) {
	case VPT_STOP_SYSCALL_ENTRY:
		WATCH(watch->request == PTRACE_SYSCALL && !watch->in_call);
		watch->in_call = true;
		break;
	case VPT_STOP_SYSCALL_EXIT:
		WATCH(watch->request == PTRACE_SYSCALL && watch->in_call);
		watch->in_call = false;
		break;
	case VPT_STOP_EVENT:
		watch_event(watch, att);
		break;
	case VPT_STOP_SIGNAL:
		watch_signal(watch, att->info.si_signo, att->task->tid);
		break;
	case VPT_STOP_GROUP:
		WATCH(!watch->in_call || !watch->legacy);
		break;
	case VPT_STOP_TRAP:
		/* one that was asked for comes at once if another layer holds the task,
		 * in a call too: the one thing that a lone tracer would not see */
		WATCH(!watch->legacy);
		break;
	case VPT_STOP_NONE:
		WATCH(false);
		break;
	}
	watch->stopped = true;
	watch->listening = false;
	watch->kind = kind;
}

static void watch_died(struct watch *watch, int status, pid_t tid)
{
	const enum vpt_stop_kind kind = VPT_STOP_NONE;
	struct sim_view view;

	WATCH(!watch->dead);
	if (sim_look(sim, tid, &view))
		WATCH(view.exit_status == status);
	watch->dead = true;
	watch->stopped = watch->listening = false;
}

static void watch_collected(struct watch *watch, int status)
{
	const enum vpt_stop_kind kind = watch->kind;

	WATCH(!watch->collected);
	WATCH(status == watch->status);
	WATCH((status & 0xff) == 0x7f ? watch->stopped : watch->dead);
	watch->collected = true;
}

/* Attachments that were not asked for are inherited. */
static void see_attachment(void *arg, const struct vpt_attachment_view *view)
{
	uint64_t path = path_of(view->tracee);
	struct watch *watch = find_watch(view->tracer_tgid, path);

	(void)arg;
	if (!watch)
		watch = begin_watch(view->tracer_tgid, path, !view->seized);
	watch->options |= view->options;
}

static void see_notices(void)
{
	struct vpt_notice notice;

	note_paths();
	vpt_for_each_attachment(vpt, see_attachment, NULL);
	while (sim_next_notice(sim, &notice)) {
		struct watch *watch =
			find_watch(notice.tracer_tgid, path_of(notice.tracee));

		LOG("notice for %d: %d %#x\n", notice.tracer, notice.tracee, notice.code);
		assert_non_null(watch);
		something_happened = true;
		watch->status = notice.code;
		watch->collected = false;
		if ((notice.code & 0xff) == 0x7f)
			watch_stopped(watch, attachment(notice.tracer, notice.tracee));
		else
			watch_died(watch, notice.code, notice.tracee);
	}
}

#endif
