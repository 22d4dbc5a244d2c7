/* SPDX-License-Identifier: MIT
 * seek.c: which threads of tracers may be about to read or write a memory file by calls that do
 * not look like a debugger's. Those calls are turned into others that memory.c answers
 * (host/linux/position.c), which costs the thread much: so only where another tracer has written
 * code that it may not see.
 *
 * Above FAR_OFFSET, who reads by read(2) has called lseek before, which is reported. Below,
 * nothing tells: all threads that are tracers are followed for some calls, from when there is
 * something to hide; and on, if they make such calls, or have a memory file open.
 */
#include <sys/syscall.h>
#include <unistd.h>

#include "session.h"

/* How many calls are looked at, at first: a tool that reads memory opens the file soon after it
 * has attached. And how soon again, where others plant all the time. */
enum { SEEK_CALLS = 32, ATTACHED_CALLS = 256, PLANTED_CALLS = 64, LOOK_AGAIN_MS = 1000 };

bool is_seek_call(const struct call *call)
{
	return !call->caller.compat && call->nr == SYS_lseek;
}

/* The memory of a tracee of the caller's, or NULL. */
static const struct memory_file *tracee_file(struct session *session,
					     const struct call *call, int fd)
{
	const struct memory_file *file = memory_file(session, call, fd);

	return file && vpt_is_traced_by(session->host.vpt, file->target,
					call->caller.tgid)
		       ? file
		       : NULL;
}

/* Filters of the caller's own would be asked about the calls that its reads are turned into. */
void seek_call(struct session *session, const struct call *call)
{
	struct peer *peer = session->peers ? peer_find(session, call->caller.tgid) : NULL;

	if (peer && !filters_known(session, call->caller.tid) &&
	    tracee_file(session, call, (int)call->args[0])) {
		peer->seeker = call->caller.tid;
		if (vpt_has_breakpoints(session->host.vpt))
			linux_follow_position(&session->host, call->caller.tid,
					      SEEK_CALLS);
	}
	call->channel->pass(session, call);
}

/* Follow a thread; what it is reading now must be over. */
static void follow(struct session *session, pid_t tgid, pid_t tid, unsigned calls)
{
	if (linux_follow_position(&session->host, tid, calls) &&
	    linux_may_be_reading(tgid, tid))
		linux_await_stop(&session->host, tid, READ_LIMIT_MS);
}

/* Is it time to follow this tracer, since low code is being hidden from it? */
static bool is_to_be_followed(struct peer *peer)
{
	int64_t now = now_ms();

	if (peer->followed && now - peer->followed < LOOK_AGAIN_MS)
		return false;
	peer->followed = now;
	return true;
}

static void follow_threads(struct session *session, const struct peer *peer)
{
	struct tracer_thread *thread, *next;

	if (peer->leader_traces && !filters_known(session, peer->tgid))
		follow(session, peer->tgid, peer->tgid, PLANTED_CALLS);
	HASH_ITER(hh, session->threads, thread, next)
		if (thread->tgid == peer->tgid && !thread->dead &&
		    !filters_known(session, thread->tid))
			follow(session, peer->tgid, thread->tid, PLANTED_CALLS);
}

/* This tracer is about to plant: what others read from now on must be seen. */
void seek_planting(struct session *session, pid_t tracer_tgid, unsigned long addr)
{
	struct peer *peer, *next;

	HASH_ITER(hh, session->peers, peer, next) {
		if (peer->dead || peer->tgid == tracer_tgid)
			continue;
		if (addr < FAR_OFFSET &&
		    (memory_files_known(peer) || is_to_be_followed(peer)))
			follow_threads(session, peer);
		if (peer->seeker)
			follow(session, peer->tgid, peer->seeker, SEEK_CALLS);
		peer->seeker = 0;
	}
}

/* This tracer has attached to a task, in whose memory others may have code already. */
void seek_attached(struct session *session, const struct peer *tracer, pid_t tid)
{
	if (vpt_has_breakpoints(session->host.vpt) && !filters_known(session, tid) &&
	    vpt_hides_below(session->host.vpt, tracer->tgid, FAR_OFFSET))
		linux_follow_position(&session->host, tid, ATTACHED_CALLS);
}

/* The tracer whose thread this is, and a call of that as those who look at files want it. NULL if
 * it is none. */
static struct peer *tracer_of(struct session *session, pid_t tid, struct call *call)
{
	const struct known_caller *known = session_known(session, tid);

	if (!known)
		return NULL;
	*call = (struct call){ .id = 0 };
	call->caller.tid = tid;
	call->caller.tgid = known->tgid;
	call->caller.pid_ns = known->pid_ns;
	return peer_find(session, known->tgid);
}

/* A thread has made all the calls that were to be looked at. Who has a memory file open may use it
 * at any time. */
bool seek_on(void *arg, pid_t tid)
{
	struct session *session = arg;
	struct call call;
	const struct peer *peer = tracer_of(session, tid, &call);

	return peer && vpt_hides_below(session->host.vpt, peer->tgid, FAR_OFFSET) &&
	       (memory_files_known(peer) || memory_files_look(session, &call));
}

/* The position of a tracer's descriptor, after a move by so many bytes. False if it is not one
 * of a tracee's memory. */
bool seek_position(void *arg, pid_t tid, int fd, int64_t move, uint64_t *position)
{
	struct session *session = arg;
	const struct memory_file *file;
	struct call call;

	if (!tracer_of(session, tid, &call))
		return false;
	file = tracee_file(session, &call, fd);
	if (!file)
		return false;
	*position = (uint64_t)lseek(file->fd, move, SEEK_CUR);
	return true;
}
