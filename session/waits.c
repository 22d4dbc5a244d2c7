/* SPDX-License-Identifier: MIT
 * waits.c: the waits of tracers: answered from the tracing system, held until it has
 * something to answer, or left to the kernel.
 *
 * A wait of a tracer can be ended by a tracee, by a real child, or by a signal; and while it
 * lasts its thread can be stopped or interrupted by its own tracers. Nothing tells us of real
 * children, and only fatal signals end a call that is being served. So a wait is held for a
 * moment, which is enough for most, and then left to the kernel, if there is a child that
 * makes the kernel's own wait last; else the thread is parked (host/linux/park.c). When a
 * tracee has news, the thread is kicked (kick.c) and its wait arrives here again.
 *
 * Before Linux 5.19 all signals end a call that is being served. Then waits may be held for
 * long, and are given to the kernel only if a real child can end them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "session.h"

/* How long a wait is held before the first look for children that can make it the kernel's,
 * and, if other threads of the tracer could fork one, between further looks. */
static const int timer_delay_ms[NTIMERS] = { 2, 4, 8, 16, 32, [TIMER_LOOK_AGAIN] = 50 };

/* The first of these is enough for most waits. But to park a thread and to kick it again costs
 * more than an answer; a tracer that has to wait its turn among many gets more time. */
enum { SOON = 8, LATE_MS = 1000 };

int64_t now_ms(void)
{
	return linux_now_ns() / 1000000;
}

int64_t time_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME_COARSE, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* ---- real children ---- */

struct child_probe {
	struct session *session;
	const struct peer *peer;
	const struct vpt_wait *wait;
	bool tracees; /* they count, too */
};

/* The kernel's wait reports nothing of a tracee before it is reaped, but lasts while there is
 * one: if it may see it, and does not ask for group-stops, which are ours to report. */
static bool lasts_for_tracees(const struct child_probe *probe)
{
	int options = probe->wait->options;

	return probe->tracees &&
	       !(options & (WSTOPPED | WCONTINUED | __WCLONE | __WNOTHREAD));
}

/* eligible_child(): which of two kinds of children the wait is for. */
static bool is_right_kind(const struct child_probe *probe, pid_t child)
{
	int options = probe->wait->options;
	bool clone_child;

	if (options & __WALL)
		return true;
	clone_child = linux_exit_signal(NULL, child) != SIGCHLD;
	return clone_child == !!(options & __WCLONE);
}

/* Is this child one that the kernel's wait would wait for? */
static bool is_candidate(void *arg, pid_t child)
{
	const struct child_probe *probe = arg;

	if (vpt_is_traced_by(probe->session->host.vpt, child, probe->peer->tgid) &&
	    !lasts_for_tracees(probe))
		return false;
	switch (probe->wait->which) {
	case VPT_WAIT_ANY:
		return is_right_kind(probe, child);
	case VPT_WAIT_PID:
		return child == probe->wait->id && is_right_kind(probe, child);
	case VPT_WAIT_PGID:
		return getpgid(child) == probe->wait->id && is_right_kind(probe, child);
	}
	return false;
}

static bool has_candidate(struct session *session, struct peer *peer,
			  const struct vpt_wait *wait, bool tracees, bool *threaded)
{
	struct child_probe probe = {
		.session = session,
		.peer = peer,
		.wait = wait,
		.tracees = tracees,
	};

	return linux_has_child(peer->tgid, is_candidate, &probe, threaded);
}

/* Note that a thread is in the kernel's wait. */
void waits_add_real(struct peer *peer, pid_t tid, bool brief, bool leaving)
{
	struct real_wait *real = calloc(1, sizeof(*real));

	if (!real)
		return;
	real->tid = tid;
	real->brief = brief;
	real->leaving = leaving;
	SLIST_INSERT_HEAD(&peer->real, real, link);
}

/* A wait of this tracer's that was not held any longer is over. */
static void learn_patience(struct peer *peer)
{
	int64_t lasted = now_ms() - peer->gave_up;

	if (lasted > LATE_MS)
		peer->patience = TIMER_FIRST_LOOK;
	else if (lasted < SOON * timer_delay_ms[peer->patience] &&
		 peer->patience < TIMER_LONGEST_LOOK)
		peer->patience++;
}

static void pass_to_kernel(struct session *session, const struct call *call,
			   struct peer *peer, const struct vpt_wait *wait)
{
	linux_again_arrived(&session->host, call->caller.tid);
	call->channel->pass(session, call);
	waits_add_real(peer, call->caller.tid, wait->options & WNOHANG, false);
}

/* ---- holding ---- */

static void set_timer(struct session *session, struct held_wait *held, unsigned timer)
{
	held->timer = timer;
	held->deadline = now_ms() + timer_delay_ms[timer];
	TAILQ_INSERT_TAIL(&session->timers[timer], held, due);
}

static void clear_timer(struct session *session, struct held_wait *held)
{
	if (held->timer == NO_TIMER)
		return;
	TAILQ_REMOVE(&session->timers[held->timer], held, due);
	held->timer = NO_TIMER;
}

static void hold(struct session *session, const struct call *call, struct peer *peer,
		 const struct vpt_wait *wait)
{
	struct held_wait *held;

	/* Race: the thread was told to stop before its call arrived. */
	if (linux_again_arrived(&session->host, call->caller.tid) ||
	    (session->killable &&
	     linux_is_interrupted(&session->host, call->caller.tid))) {
		call->channel->answer(session, call, -ERESTARTSYS);
		return;
	}
	held = calloc(1, sizeof(*held));
	if (!held) {
		call->channel->pass(session, call);
		return;
	}
	held->call = *call;
	held->wait = *wait;
	held->peer = peer;
	held->since = time_ms();
	held->slot = ledger_hold(session, call);
	TAILQ_INSERT_TAIL(&peer->held, held, link);
	set_timer(session, held, peer->patience);
	session->just_held = true;
}

/* The wait has been answered, or its thread has gone on. */
void waits_drop(struct session *session, struct held_wait *held)
{
	clear_timer(session, held);
	ledger_release(session, held->slot);
	TAILQ_REMOVE(&held->peer->held, held, link);
	free(held);
}

static void forget_real(struct peer *peer, pid_t tid)
{
	struct real_wait *real, **link;

	for (link = &SLIST_FIRST(&peer->real); (real = *link);) {
		if (real->tid == tid) {
			*link = SLIST_NEXT(real, link);
			free(real);
		} else {
			link = &SLIST_NEXT(real, link);
		}
	}
}

/* The last of its programs has gone. */
void waits_forget_listener(struct session *session, const struct listener *listener)
{
	struct held_wait *held, *next_held;
	struct peer *peer, *next;

	HASH_ITER(hh, session->peers, peer, next)
		for (held = TAILQ_FIRST(&peer->held); held; held = next_held) {
			next_held = TAILQ_NEXT(held, link);
			if (held->call.listener == listener)
				waits_drop(session, held);
		}
}

/* A thread that makes a call is not waiting any more: the signal that interrupted it does not
 * tell us. */
void waits_forget_thread(struct session *session, pid_t tid, struct peer *peer)
{
	struct held_wait *held, *next;

	for (held = TAILQ_FIRST(&peer->held); held; held = next) {
		next = TAILQ_NEXT(held, link);
		if (held->call.caller.tid == tid)
			waits_drop(session, held);
	}
	forget_real(peer, tid);
	if (peer->handing_over)
		peer_wake(session, peer);
}

/* What vpt_wait() says. Race: a child that its parent's tracer gets without an event
 * (CLONE_PTRACE) is a tracee before its first stop tells us; a wait for it is held. */
static enum vpt_wait_outcome ask(struct session *session, const struct call *call,
				 const struct vpt_wait *wait,
				 struct vpt_wait_result *result)
{
	enum vpt_wait_outcome outcome =
		vpt_wait(session->host.vpt, &call->caller, wait, result);

	if (outcome == VPT_WAIT_HOST && wait->which == VPT_WAIT_PID &&
	    linux_is_unborn(&session->host, wait->id))
		return VPT_WAIT_BLOCK;
	return outcome;
}

void wait_call(struct session *session, const struct call *call)
{
	struct peer *peer = session->peers ? peer_find(session, call->caller.tgid) : NULL;
	struct vpt_wait_result result;
	struct wait_outputs out;
	struct vpt_wait wait;
	bool threaded;

	if (!peer || decode_wait(session, call, &wait, &out) == DECODED_NOT_OURS) {
		linux_again_arrived(&session->host, call->caller.tid);
		call->channel->pass(session, call);
		return;
	}
	switch (ask(session, call, &wait, &result)) {
	case VPT_WAIT_REPORT:
		wait_deliver(session, call, &wait, &result);
		break;
	case VPT_WAIT_HOST:
		pass_to_kernel(session, call, peer, &wait);
		break;
	case VPT_WAIT_BLOCK:
		/* With a tracee that is its child the kernel says 0 rather than ECHILD, and
		 * knows of the other children; only group-stops are not for it to report. */
		if (!(wait.options & WNOHANG))
			hold(session, call, peer, &wait);
		else if (!result.all_foreign &&
			 !(wait.options & (WUNTRACED | WCONTINUED | __WCLONE)))
			pass_to_kernel(session, call, peer, &wait);
		else if (has_candidate(session, peer, &wait, false, &threaded))
			pass_to_kernel(session, call, peer, &wait);
		else
			wait_answer_nothing(session, call);
		break;
	}
}

/* Answer a call that will otherwise begin anew. */
void waits_answer_if_news(struct session *session, const struct call *call,
			  struct peer *peer)
{
	struct vpt_wait_result result;
	struct wait_outputs out;
	struct vpt_wait wait;

	if (decode_wait(session, call, &wait, &out) == DECODED_NOT_OURS ||
	    ask(session, call, &wait, &result) != VPT_WAIT_REPORT)
		return;
	waits_forget_thread(session, call->caller.tid, peer);
	wait_deliver(session, call, &wait, &result);
}

/* Look at a held wait again. */
static void retry(struct session *session, struct held_wait *held)
{
	struct vpt_wait_result result;

	enum vpt_wait_outcome outcome = ask(session, &held->call, &held->wait, &result);

	if (held->parked && outcome != VPT_WAIT_BLOCK) {
		learn_patience(held->peer);
		linux_kick(&session->host, held->call.caller.tid);
		waits_drop(session, held);
		return;
	}
	switch (outcome) {
	case VPT_WAIT_REPORT:
		/* the thread may have been gone for long, and its number be another's */
		if (held->call.channel->alive(session, &held->call))
			wait_deliver(session, &held->call, &held->wait, &result);
		waits_drop(session, held);
		break;
	case VPT_WAIT_HOST:
		pass_to_kernel(session, &held->call, held->peer, &held->wait);
		waits_drop(session, held);
		break;
	case VPT_WAIT_BLOCK:
		break;
	}
}

/* Race: a thread that runs may be about to enter the wait, or have left it, and to stop it then
 * could end a call that never restarts. It is borne with for a while, until it is seen to sleep
 * somewhere, or calls. */
enum { LOOK_AGAIN_MS = 2, BEAR_WITH_MS = 20 };
static bool is_borne_with(struct session *session, struct peer *peer,
			  struct real_wait *real)
{
	int64_t now = now_ms();

	if (!real->until)
		real->until = now + BEAR_WITH_MS;
	if (now >= real->until)
		return false;
	peer->unsure = true;
	peers_look_within(session, LOOK_AGAIN_MS);
	return true;
}

/* Kick a thread, if it is in the kernel's wait. False if it has left that. */
static bool kick_real_wait(struct session *session, struct peer *peer,
			   struct real_wait *real)
{
	enum linux_doing doing;

	/* it may have left, and nobody told; a leader may also have exited before the other
	 * threads, which nobody tells either */
	if (real->leaving)
		return linux_is_interrupted(&session->host, real->tid) &&
		       !linux_has_exited(real->tid);
	doing = linux_doing(peer->tgid, real->tid);
	if (doing == LINUX_RUNS && is_borne_with(session, peer, real))
		return true;
	if (doing == LINUX_IS_ELSEWHERE)
		return false;
	learn_patience(peer);
	real->leaving = linux_kick(&session->host, real->tid);
	return real->leaving;
}

/* Kick the threads that are in the kernel's wait, or only those that may stay there. True if
 * there are any. */
static bool kick_real_waits(struct session *session, struct peer *peer, bool brief_too)
{
	struct real_wait *real, **link;

	peer->unsure = false;
	for (link = &SLIST_FIRST(&peer->real); (real = *link);) {
		if ((real->brief && !brief_too) || kick_real_wait(session, peer, real)) {
			link = &SLIST_NEXT(real, link);
			continue;
		}
		*link = SLIST_NEXT(real, link);
		free(real);
	}
	return !SLIST_EMPTY(&peer->real);
}

/* Race: the kernel's wait collects a child of the tracer's at the moment in which it is no
 * tracee any more; a parent that ignores SIGCHLD never sees it. Nobody could tell these two
 * from each other, so the waits are kicked first. */
bool waits_parent_waits(void *arg, pid_t tgid)
{
	struct session *session = arg;
	struct peer *peer = peer_find(session, tgid);

	if (!peer || peer->dead || !kick_real_waits(session, peer, true))
		return false;
	peer->handing_over = true;
	peers_look_soon(session);
	return true;
}

/* A kicked thread has left its call: its wait, if it begins anew, arrives here. */
void waits_left(void *arg, pid_t tid)
{
	struct session *session = arg;
	struct peer *peer, *next;

	/* a thread that has not called yet is known by its number only */
	HASH_ITER(hh, session->peers, peer, next) {
		forget_real(peer, tid);
		if (peer->handing_over)
			peer_wake(session, peer);
	}
}

/* Answer what can be answered now. Where signals interrupt a wait that is being served, answers
 * go out before the SIGCHLDs: one that came first would interrupt the very wait that it
 * announces. */
void waits_flush(struct session *session)
{
	struct held_wait *held, *next;
	struct peer *peer;

	while ((peer = TAILQ_FIRST(&session->woken))) {
		TAILQ_REMOVE(&session->woken, peer, wake);
		peer->woken = false;
		for (held = TAILQ_FIRST(&peer->held); held; held = next) {
			next = TAILQ_NEXT(held, link);
			retry(session, held);
		}
		if (!kick_real_waits(session, peer, peer->handing_over) &&
		    peer->handing_over) {
			peer->handing_over = false;
			vpt_parent_left(session->host.vpt, peer->tgid);
		}
	}
}

/* The thread has been told to stop: the wait begins anew after the stop. */
static void restart(struct session *session, struct held_wait *held)
{
	held->call.channel->answer(session, &held->call, -ERESTARTSYS);
	waits_drop(session, held);
}

/* The host interrupts a task (told by peers.c). */
void waits_interrupted(void *arg, pid_t tid)
{
	struct session *session = arg;
	struct known_caller *known =
		session->killable ? session_known(session, tid) : NULL;
	struct peer *peer = known ? peer_find(session, known->tgid) : NULL;
	struct held_wait *held;

	if (!peer)
		return;
	TAILQ_FOREACH(held, &peer->held, link)
		if (held->call.caller.tid == tid && !held->parked) {
			restart(session, held);
			return;
		}
}

/* Have the host park the thread; it must be answered with -ERESTARTSYS then. */
static bool park(struct session *session, struct held_wait *held)
{
	const struct call *call = &held->call;
	struct linux_wait_call wait = {
		.nr = call->nr,
		.compat = call->caller.compat,
	};
	unsigned i;

	for (i = 0; i < 6; i++)
		wait.args[i] = call->args[i];
	return filters_allow_pause(session, call) &&
	       linux_park(&session->host, call->caller.tid, &wait) == 0;
}

/* Will this thread act on a signal when its call returns? One for the group may be another
 * thread's. */
static bool has_signal(pid_t tid)
{
	struct proc_status status;

	if (proc_status(tid, &status))
		return false;
	if (status.threads == 1)
		status.pending |= status.shared_pending;
	return status.pending & ~status.blocked;
}

/* Nothing of the kernel's can end this wait, but a signal must be able to. A thread that
 * cannot be parked, since its own filters forbid pause(), begins its call again and again; one
 * that somebody outside the session traces is looked at for signals. False if the wait is not
 * held any more. */
static bool stay_interruptible(struct session *session, struct held_wait *held)
{
	held->parked = true;
	if (park(session, held)) {
		held->call.channel->answer(session, &held->call, -ERESTARTSYS);
		return true;
	}
	held->parked = false;
	if (linux_kick(&session->host, held->call.caller.tid) ||
	    has_signal(held->call.caller.tid)) {
		restart(session, held);
		return false;
	}
	set_timer(session, held, TIMER_LOOK_AGAIN);
	return true;
}

/* The kernel's waitid, when a kick ends it, fails with EFAULT if it cannot write the siginfo,
 * instead of beginning anew. Such a wait is parked. */
static bool has_bad_info(struct session *session, const struct call *call)
{
	struct vpt_wait wait;
	struct wait_outputs out;
	char byte;

	decode_wait(session, call, &wait, &out);
	return out.waitid && out.info &&
	       linux_host_ops.copy_from_user(&session->host, call->caller.tid, out.info,
					     &byte, 1);
}

/* A wait has lasted a moment: does it have to be the kernel's? */
static void look_for_children(struct session *session, struct held_wait *held)
{
	bool threaded = false;

	clear_timer(session, held);
	if (held->peer->handing_over && !held->parked) {
		peer_wake(session, held->peer);
		set_timer(session, held, TIMER_FIRST_LOOK);
		return;
	}
	held->peer->gave_up = now_ms();
	if (has_candidate(session, held->peer, &held->wait,
			  session->killable && !has_bad_info(session, &held->call),
			  &threaded)) {
		if (held->parked)
			linux_kick(&session->host, held->call.caller.tid);
		else
			pass_to_kernel(session, &held->call, held->peer, &held->wait);
		waits_drop(session, held);
		return;
	}
	if (session->killable && !held->parked && !stay_interruptible(session, held))
		return;
	if (threaded && held->timer == NO_TIMER)
		set_timer(session, held, TIMER_LOOK_AGAIN);
}

void waits_timers(struct session *session)
{
	struct held_wait *held;
	int64_t now = 0;
	unsigned i;

	for (i = 0; i < NTIMERS; i++)
		while ((held = TAILQ_FIRST(&session->timers[i]))) {
			if (!now)
				now = now_ms();
			if (held->deadline > now)
				break;
			look_for_children(session, held);
		}
}

/* Milliseconds until the next timer, of waits or of peers.c; -1 if there is none. */
int waits_timeout(struct session *session)
{
	int64_t next = session->next_leader_look ? session->next_leader_look : INT64_MAX;
	struct held_wait *held;
	int64_t now;
	unsigned i;

	for (i = 0; i < NTIMERS; i++) {
		held = TAILQ_FIRST(&session->timers[i]);
		if (held && held->deadline < next)
			next = held->deadline;
	}
	if (next == INT64_MAX)
		return -1;
	now = now_ms();
	return next > now ? (int)(next - now) : 0;
}
