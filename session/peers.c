/* SPDX-License-Identifier: MIT
 * peers.c: the thread groups that are tracers: when they appear, what they are told, and what
 * becomes of their tracees when they die.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "session.h"

struct peer *peer_find(struct session *session, pid_t tgid)
{
	struct peer *peer;

	HASH_FIND_INT(session->peers, &tgid, peer);
	return peer;
}

/* Have the peer's waits looked at when the tracing system is done with this event. */
void peer_wake(struct session *session, struct peer *peer)
{
	if (peer->woken)
		return;
	peer->woken = true;
	TAILQ_INSERT_TAIL(&session->woken, peer, wake);
}

/* To be swept: what it traces is released then. */
static void peer_is_dead(struct session *session, struct peer *peer)
{
	peer->dead = peer->idle = true;
	session->idle_peers = true;
}

/* A tracer has died: its layers go, and nobody else notices. */
static void peer_died(struct session *session, struct source *source)
{
	struct peer *peer = (struct peer *)source;

	if (peer->dead)
		return;
	peer_is_dead(session, peer);
	session_unwatch(session, &peer->source);
	vpt_tracer_exited(session->host.vpt, peer->tgid, 0);
}

static void thread_is_dead(struct session *session, struct tracer_thread *thread)
{
	thread->dead = true;
	session->idle_peers = true;
	vpt_tracer_exited(session->host.vpt, thread->tgid, thread->tid);
}

/* A task that the host controls has died. */
static void host_saw_death(struct session *session, pid_t tid)
{
	struct peer *peer = session->peers ? peer_find(session, tid) : NULL;
	struct tracer_thread *thread;

	if (peer && !peer->dead && peer->source.fd < 0)
		peer_is_dead(session, peer);
	HASH_FIND_INT(session->threads, &tid, thread);
	if (thread && !thread->dead)
		thread_is_dead(session, thread);
}

static struct peer *peer_get(struct session *session, pid_t tgid)
{
	struct peer *peer = peer_find(session, tgid);

	if (peer) {
		peer->idle = peer->dead;
		return peer;
	}
	peer = calloc(1, sizeof(*peer));
	if (!peer)
		return NULL;
	peer->tgid = tgid;
	TAILQ_INIT(&peer->held);
	SLIST_INIT(&peer->real);
	HASH_ADD_INT(session->peers, tgid, peer);
	peer->source.ready = peer_died;
	peer->source.fd =
		session_spare_fd(session, (int)syscall(SYS_pidfd_open, tgid, 0));
	/* Race: it has died since its call arrived. Then there is nothing to watch, and the
	 * sweep releases what it has just attached. Without a descriptor for another reason,
	 * as too many open ones, its end is told by the host, which guards or traces it. */
	if (peer->source.fd >= 0)
		session_watch(session, &peer->source, EPOLLIN);
	else if (errno == ESRCH)
		peer_is_dead(session, peer);
	peer->stat = session_spare_fd(session, proc_open_stat(tgid));
	return peer;
}

static void peer_free(struct session *session, struct peer *peer)
{
	struct held_wait *held;
	struct real_wait *real;

	while ((held = TAILQ_FIRST(&peer->held))) {
		if (held->parked)
			linux_kick(&session->host, held->call.caller.tid);
		else if (!peer->dead)
			held->call.channel->pass(session, &held->call);
		waits_drop(session, held);
	}
	while ((real = SLIST_FIRST(&peer->real))) {
		SLIST_REMOVE_HEAD(&peer->real, link);
		free(real);
	}
	if (peer->woken)
		TAILQ_REMOVE(&session->woken, peer, wake);
	sigchld_leave(session, peer);
	linux_guard_dismiss(&session->host, peer->tgid);
	if (!peer->dead)
		session_unwatch(session, &peer->source);
	close(peer->stat);
	memory_files_forget(peer);
	HASH_DEL(session->peers, peer);
	free(peer);
}

static void sweep_threads(struct session *session);

/* Free the peers that have no tracees any more. Not done where they lose the last one, since
 * that is in the middle of an operation of the tracing system. */
void peers_sweep(struct session *session)
{
	struct peer *peer, *next;

	if (!session->idle_peers)
		return;
	session->idle_peers = false;
	HASH_ITER(hh, session->peers, peer, next) {
		if (!peer->idle)
			continue;
		if (peer->dead)
			vpt_tracer_exited(session->host.vpt, peer->tgid, 0);
		peer_free(session, peer);
	}
	sweep_threads(session);
}

/* ---- threads of a group that are tracers ---- */

#ifndef PIDFD_THREAD
#define PIDFD_THREAD O_EXCL
#endif
enum { LEADER_LOOK_MS = 200 };

/* Race: it seems to die, but goes on under its leader's number, since it has called exec. Of a
 * thread that the host controls, the host tells the one or the other. */
static void thread_died(struct session *session, struct source *source)
{
	struct tracer_thread *thread = (struct tracer_thread *)source;

	session_unwatch(session, &thread->source);
	if (!thread->dead && !linux_controls(&session->host, thread->tid))
		thread_is_dead(session, thread);
}

/* Linux 6.9 lets a thread be watched. Before that, and without a descriptor for another reason,
 * its end is told by the host, which guards or traces it. */
static void watch_thread(struct session *session, pid_t tgid, pid_t tid)
{
	struct tracer_thread *thread;

	HASH_FIND_INT(session->threads, &tid, thread);
	if (thread && !thread->dead)
		return;
	thread = calloc(1, sizeof(*thread));
	if (!thread)
		return;
	thread->source.ready = thread_died;
	thread->source.fd = session_spare_fd(
		session, (int)syscall(SYS_pidfd_open, tid, PIDFD_THREAD));
	thread->tid = tid;
	thread->tgid = tgid;
	if (thread->source.fd < 0 && errno == ESRCH) {
		free(thread);
		return;
	}
	HASH_ADD_INT(session->threads, tid, thread);
	if (thread->source.fd >= 0)
		session_watch(session, &thread->source, EPOLLIN);
}

/* A descriptor of a tracer's, as one of ours; -1 if it cannot be had. Where threads have no pidfd,
 * it is taken from their group: they share their descriptors. */
int peers_take_fd(struct session *session, pid_t tgid, pid_t tid, int fd)
{
	const struct peer *peer = peer_find(session, tgid);
	const struct tracer_thread *thread;
	int pidfd, taken;

	HASH_FIND_INT(session->threads, &tid, thread);
	if (thread && thread->source.fd >= 0)
		return (int)syscall(SYS_pidfd_getfd, thread->source.fd, fd, 0);
	if ((thread || tid == tgid) && peer && peer->source.fd >= 0)
		return (int)syscall(SYS_pidfd_getfd, peer->source.fd, fd, 0);
	pidfd = (int)syscall(SYS_pidfd_open, tid, tid == tgid ? 0 : PIDFD_THREAD);
	if (pidfd < 0)
		return -1;
	taken = (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
	close(pidfd);
	return taken;
}

/* Race without an event: from Linux 6.15 on, nothing tells of a leader that exits before the
 * other threads of its group do. So it is looked at, as long as it may have tracees. */
void peers_look_soon(struct session *session)
{
	peers_look_within(session, LEADER_LOOK_MS);
}

void peers_look_within(struct session *session, int64_t ms)
{
	int64_t at = now_ms() + ms;

	if (!session->next_leader_look || session->next_leader_look > at)
		session->next_leader_look = at;
}

static void watch_leader(struct session *session, struct peer *peer)
{
	peer->leader_traces = true;
	peers_look_soon(session);
}

void peers_look_at_leaders(struct session *session)
{
	int64_t now = session->next_leader_look ? now_ms() : 0;
	struct peer *peer, *next;

	if (!session->next_leader_look || session->next_leader_look > now)
		return;
	session->next_leader_look = 0;
	HASH_ITER(hh, session->peers, peer, next) {
		if (peer->handing_over || peer->unsure)
			peer_wake(session, peer);
		if (peer->handing_over) /* to threads that may have exited meanwhile */
			peers_look_soon(session);
		if (!peer->leader_traces || peer->dead)
			continue;
		if (linux_has_exited(peer->tgid)) {
			peer->leader_traces = false;
			vpt_tracer_exited(session->host.vpt, peer->tgid, peer->tgid);
		} else {
			peers_look_soon(session);
		}
	}
}

/* Forget threads that have died, or whose group has no tracees any more. */
static void sweep_threads(struct session *session)
{
	struct tracer_thread *thread, *next;

	HASH_ITER(hh, session->threads, thread, next) {
		if (!thread->dead && peer_find(session, thread->tgid))
			continue;
		linux_guard_dismiss(&session->host, thread->tid);
		if (thread->source.fd >= 0)
			session_unwatch(session, &thread->source);
		HASH_DEL(session->threads, thread);
		free(thread);
	}
}

/* ---- what the host tells ---- */

static void on_notify(void *arg, const struct vpt_notice *notice)
{
	struct session *session = arg;
	struct peer *peer = peer_find(session, notice->tracer_tgid);

	log_stop(session, notice);
	if (notice->mark)
		*notice->mark = time_ms();
	if (peer)
		peer_wake(session, peer);
	if (notice->signal)
		sigchld_tell(session, peer, notice);
}

/* Race: threads of the new tracer may be in a wait that the kernel is serving, since it had
 * no tracees when they called. strace and most debuggers do just this: the child says
 * TRACEME while its parent waits already. */
static bool kick_if_waiting(void *arg, pid_t tgid, pid_t tid)
{
	struct session *session = arg;

	if (linux_may_be_waiting(tgid, tid) && linux_kick(&session->host, tid))
		waits_add_real(peer_find(session, tgid), tid, false, true);
	return false;
}

/* Keep an eye on a thread that is a tracer. */
static void guard(struct session *session, const struct peer *peer, pid_t tid)
{
	linux_guard(&session->host, tid);
	seek_attached(session, peer, tid);
}

static void on_new_tracee(void *arg, pid_t tracer_tgid, pid_t tracer, pid_t tracee)
{
	struct session *session = arg;
	bool known = peer_find(session, tracer_tgid) != NULL;
	struct peer *peer = peer_get(session, tracer_tgid);

	(void)tracee;
	if (!peer)
		return;
	if (tracer == tracer_tgid)
		watch_leader(session, peer);
	else
		watch_thread(session, tracer_tgid, tracer);
	guard(session, peer, tracer);
	if (!known)
		linux_for_each_thread(tracer_tgid, kick_if_waiting, session);
	else
		peer_wake(session, peer);
}

static void on_last_tracee_gone(void *arg, pid_t tracer_tgid)
{
	struct session *session = arg;
	struct peer *peer = peer_find(session, tracer_tgid);

	if (!peer)
		return;
	peer->idle = true;
	session->idle_peers = true;
}

/* A tracer whose own tracers have let go of it is to be guarded again, once the tracing system has
 * forgotten it. */
static void on_released(void *arg, pid_t tid)
{
	struct session *session = arg;
	struct peer *peer = session->peers ? peer_find(session, tid) : NULL;
	struct tracer_thread *thread;

	HASH_FIND_INT(session->threads, &tid, thread);
	if (peer)
		peer->unguarded = peer->leader_traces;
	if (thread)
		thread->unguarded = true;
	session->unguarded |= peer || thread;
}

void peers_guard(struct session *session)
{
	struct peer *peer, *next_peer;
	struct tracer_thread *thread, *next;

	if (!session->unguarded)
		return;
	session->unguarded = false;
	HASH_ITER(hh, session->peers, peer, next_peer) {
		if (peer->unguarded && !peer->dead)
			guard(session, peer, peer->tgid);
		peer->unguarded = false;
	}
	HASH_ITER(hh, session->threads, thread, next) {
		peer = peer_find(session, thread->tgid);
		if (thread->unguarded && !thread->dead && peer && !peer->dead)
			guard(session, peer, thread->tid);
		thread->unguarded = false;
	}
}

static void on_child_exited(void *arg, pid_t pid)
{
	struct session *session = arg;

	host_saw_death(session, pid);
	if (pid == session->reporter)
		session->reporter = 0;
	if (pid == session->keeper && !session->over)
		keeper_start(session);
}

/* A thread has executed a program, and has its leader's number now. */
static void on_renamed(void *arg, pid_t former, pid_t tid)
{
	struct session *session = arg;
	struct tracer_thread *thread;
	struct peer *peer;

	filters_renamed(session, former, tid);
	HASH_FIND_INT(session->threads, &former, thread);
	if (thread) {
		thread->dead = true;
		session->idle_peers = true;
	}
	vpt_tracer_execed(session->host.vpt, tid, former);
	peer = peer_find(session, tid);
	if (peer && !peer->idle)
		watch_leader(session, peer);
}

static void on_died(void *arg, pid_t tid)
{
	filters_gone(arg, tid);
	host_saw_death(arg, tid);
}

/* What the leader traced has been let go by its death, which nobody may have seen. */
static void on_replaced(void *arg, pid_t tid)
{
	struct session *session = arg;
	struct peer *peer = peer_find(session, tid);

	filters_gone(session, tid);
	if (!peer || !peer->leader_traces || peer->dead)
		return;
	peer->leader_traces = false;
	vpt_tracer_exited(session->host.vpt, tid, tid);
}

static bool on_stopped(void *arg, pid_t tid)
{
	/* a wait with WNOHANG that finds nothing begins anew like other calls that no signal
	 * interrupts */
	bool answered = late_answer(arg, tid), repaired = lost_repair(arg, tid);

	return answered || repaired;
}

static bool may_be_traced(void *arg, pid_t tid)
{
	struct session *session = arg;

	return tid != session->host.self && tid != session->keeper;
}

const struct linux_host_client session_client = {
	.notify = on_notify,
	.new_tracee = on_new_tracee,
	.last_tracee_gone = on_last_tracee_gone,
	.child_exited = on_child_exited,
	.may_be_traced = may_be_traced,
	.stopped = on_stopped,
	.parked = ledger_park,
	.masked = ledger_mask,
	.unparked = ledger_unpark,
	.interrupted = waits_interrupted,
	.parent_waits = waits_parent_waits,
	.left = waits_left,
	.position = seek_position,
	.looks_on = seek_on,
	.is_reported = launch_reports,
	.planting = memory_planting,
	.born = filters_born,
	.renamed = on_renamed,
	.released = on_released,
	.died = on_died,
	.replaced = on_replaced,
};
