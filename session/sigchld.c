/* SPDX-License-Identifier: MIT
 * sigchld.c: the SIGCHLDs of tracers, and which of them are not sent.
 *
 * The kernel sends a tracer SIGCHLD for each report, and drops it at once if the tracer
 * neither handles nor blocks it. But a guarded tracer (host/linux/guard.c), which the kernel
 * takes for a tracee, would stop for it each time. So what would be dropped is not sent.
 * Whether it would is in /proc/PID/stat, but for one case: a thread in sigtimedwait() seems
 * not to block what it waits for. One that is asleep in a call of ours is not in there, and of
 * one that is asleep elsewhere /proc tells where.
 *
 * No stop costs a look there: a tracer keeps its habits. One that dropped the signal when it
 * was last looked at is *owed* it, until it collects the report or a moment has passed; one that
 * takes it gets it. Both are looked at again after a while, and the first few times at each
 * report: a handler is mostly installed early.
 */
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/linux/marks.h"
#include "session.h"

enum { OWED_MS = 1, HABIT_MS = 10, YOUNG_LOOKS = 64 };

static void forget(struct session *session, struct peer *peer)
{
	if (peer->sigchld == SIGCHLD_OWED)
		TAILQ_REMOVE(&session->owing, peer, signal);
	else if (peer->sigchld == SIGCHLD_DUE)
		TAILQ_REMOVE(&session->signals, peer, signal);
	peer->sigchld = SIGCHLD_NONE;
}

/* It is sent by sigchld_send(), or just before a wait is answered. */
static void make_due(struct session *session, struct peer *peer)
{
	peer->sigchld = SIGCHLD_DUE;
	TAILQ_INSERT_TAIL(&session->signals, peer, signal);
}

static void owe(struct session *session, struct peer *peer)
{
	peer->sigchld = SIGCHLD_OWED;
	peer->owed_until = now_ms() + OWED_MS;
	peer->called = false;
	TAILQ_INSERT_TAIL(&session->owing, peer, signal);
}

static bool is_in_our_wait(const struct peer *peer)
{
	const struct held_wait *held;

	TAILQ_FOREACH(held, &peer->held, link)
		if (held->call.caller.tid == peer->tgid)
			return true;
	return false;
}

static bool is_to_be_looked_at(const struct peer *peer)
{
	return peer->looks < YOUNG_LOOKS || now_ms() - peer->looked >= HABIT_MS;
}

/* What does the tracer do with SIGCHLD? *state: of its leader, if it drops it. */
static bool look(struct session *session, struct peer *peer, char *state)
{
	peer->looked = now_ms();
	peer->looks++;
	peer->discards = linux_is_guarded(&session->host, peer->tgid) &&
			 proc_discards_signal(peer->stat, SIGCHLD, state);
	return peer->discards;
}

/* Would it have dropped the one that it is owed? One that still runs may be about to wait for
 * it. */
static bool dropped(struct session *session, struct peer *peer)
{
	char state;

	if (!look(session, peer, &state))
		return false;
	if (peer->called || is_in_our_wait(peer))
		return true;
	return state != 'R' && !linux_is_in_sigtimedwait(peer->tgid);
}

/* The tracer is about to collect a report, and has not gone on yet: if it drops the signal now, it
 * has no claim to it any more. */
void sigchld_collected(struct session *session, struct peer *peer)
{
	if (peer->sigchld != SIGCHLD_OWED)
		return;
	forget(session, peer);
	peer->called = true;
	if (is_to_be_looked_at(peer) && !dropped(session, peer))
		make_due(session, peer);
}

static void send_signal(struct session *session, const struct peer *peer)
{
	session->just_held = false;
	syscall(SYS_rt_sigqueueinfo, peer->tgid, SIGCHLD, &peer->info);
}

/* A tracer is to be told of a report. Standard signals merge: one is enough. */
void sigchld_tell(struct session *session, struct peer *peer,
		  const struct vpt_notice *notice)
{
	siginfo_t info = notice->info;
	char state;

	mark_sigchld(&info, notice->foreign);
	if (!peer) {
		syscall(SYS_rt_sigqueueinfo, notice->tracer_tgid, SIGCHLD, &info);
		return;
	}
	if (peer->sigchld != SIGCHLD_NONE)
		return;
	peer->info = info;
	if (!peer->discards && is_to_be_looked_at(peer))
		look(session, peer, &state);
	if (peer->discards)
		owe(session, peer);
	else
		make_due(session, peer);
}

/* Some have been owed for long. A tracer that still runs may stop for one that it ignores. */
void sigchld_timers(struct session *session)
{
	struct peer *peer;
	int64_t now;

	if (TAILQ_EMPTY(&session->owing))
		return;
	now = now_ms();
	while ((peer = TAILQ_FIRST(&session->owing)) && peer->owed_until <= now) {
		forget(session, peer);
		if (!dropped(session, peer))
			make_due(session, peer);
	}
}

/* It is a tracer no more. */
void sigchld_leave(struct session *session, struct peer *peer)
{
	bool send = peer->sigchld == SIGCHLD_DUE ||
		    (peer->sigchld == SIGCHLD_OWED && !dropped(session, peer));

	forget(session, peer);
	if (send && !peer->dead)
		send_signal(session, peer);
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

/* The one of this tracer, if there is one to be sent. */
void sigchld_send_due(struct session *session, struct peer *peer)
{
	if (peer->sigchld != SIGCHLD_DUE)
		return;
	forget(session, peer);
	send_signal(session, peer);
}

void sigchld_send(struct session *session)
{
	struct peer *peer;

	while ((peer = TAILQ_FIRST(&session->signals)))
		sigchld_send_due(session, peer);
}
