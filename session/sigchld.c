/* SPDX-License-Identifier: MIT
 * sigchld.c: the SIGCHLDs of tracers, and which of them are not sent.
 *
 * The kernel sends a tracer SIGCHLD for each report, and drops it at once if the tracer
 * neither handles nor blocks it. But a guarded tracer (host/linux/guard.c), which the kernel
 * takes for a tracee, would stop for it each time. So what would be dropped is not sent.
 * Whether it would is in /proc/PID/stat, but for one case: a thread in sigtimedwait() seems
 * not to block what it waits for. One that is asleep in a call of ours is not in there, and of
 * one that is asleep elsewhere /proc tells where. To one that runs the signal is *owed*, until
 * it collects the report, makes another call, or a moment has passed.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/linux/marks.h"
#include "session.h"

enum { OWED_MS = 1 };

static struct pending_signal *new_signal(const struct vpt_notice *notice)
{
	struct pending_signal *pending = malloc(sizeof(*pending));

	if (!pending)
		return NULL;
	pending->tgid = notice->tracer_tgid;
	pending->info = notice->info;
	mark_sigchld(&pending->info, notice->foreign);
	return pending;
}

/* The tracer has no claim to the signal any more, or gets it. */
static struct pending_signal *take_owed(struct session *session, struct peer *peer)
{
	struct pending_signal *pending = peer->owed;

	TAILQ_REMOVE(&session->owing, peer, owing);
	peer->owed = NULL;
	return pending;
}

void sigchld_forget(struct session *session, struct peer *peer)
{
	if (peer->owed)
		free(take_owed(session, peer));
}

static bool is_in_our_wait(const struct peer *peer)
{
	const struct held_wait *held;

	TAILQ_FOREACH(held, &peer->held, link)
		if (held->call.caller.tid == peer->tgid)
			return true;
	return false;
}

enum fate { SEND, DROP, UNKNOWN };

/* What becomes of a SIGCHLD for this tracer? in_call: it is asleep in a call of ours. */
static enum fate fate(struct session *session, const struct peer *peer, bool in_call)
{
	char state;

	if (!linux_is_guarded(&session->host, peer->tgid) ||
	    !proc_discards_signal(peer->stat, SIGCHLD, &state))
		return SEND;
	if (in_call || is_in_our_wait(peer))
		return DROP;
	if (state == 'R')
		return UNKNOWN;
	return linux_is_in_sigtimedwait(peer->tgid) ? SEND : DROP;
}

/* A tracer is to be told of a report. Standard signals merge: one that is owed is enough. */
void sigchld_tell(struct session *session, struct peer *peer,
		  const struct vpt_notice *notice)
{
	enum fate what = peer ? fate(session, peer, false) : SEND;
	struct pending_signal *pending;

	if (what == DROP || (what == UNKNOWN && peer->owed))
		return;
	pending = new_signal(notice);
	if (!pending)
		return;
	if (what == SEND) {
		STAILQ_INSERT_TAIL(&session->signals, pending, link);
		return;
	}
	peer->owed = pending;
	peer->owed_until = now_ms() + OWED_MS;
	TAILQ_INSERT_TAIL(&session->owing, peer, owing);
}

/* A tracer that is owed one makes a call that is no wait. */
void sigchld_settle(struct session *session, struct peer *peer)
{
	struct pending_signal *pending = take_owed(session, peer);

	if (fate(session, peer, true) == SEND)
		STAILQ_INSERT_TAIL(&session->signals, pending, link);
	else
		free(pending);
}

/* Some have been owed for long. A tracer that still runs may stop for one that it ignores. */
void sigchld_timers(struct session *session)
{
	struct pending_signal *pending;
	struct peer *peer;
	int64_t now;

	if (TAILQ_EMPTY(&session->owing))
		return;
	now = now_ms();
	while ((peer = TAILQ_FIRST(&session->owing)) && peer->owed_until <= now) {
		pending = take_owed(session, peer);
		if (fate(session, peer, false) == DROP)
			free(pending);
		else
			STAILQ_INSERT_TAIL(&session->signals, pending, link);
	}
}

/* Milliseconds until sigchld_timers() has something to do, or -1. */
int sigchld_timeout(struct session *session)
{
	struct peer *peer = TAILQ_FIRST(&session->owing);
	int64_t now;

	if (!peer)
		return -1;
	now = now_ms();
	return peer->owed_until > now ? (int)(peer->owed_until - now) : 0;
}

void sigchld_send(struct session *session)
{
	struct pending_signal *pending;

	while ((pending = STAILQ_FIRST(&session->signals))) {
		STAILQ_REMOVE_HEAD(&session->signals, link);
		syscall(SYS_rt_sigqueueinfo, pending->tgid, SIGCHLD, &pending->info);
		free(pending);
	}
}
