/* SPDX-License-Identifier: MIT
 * seek.c: tracers that set the position of a memory file, to read and write there. The calls
 * that do it are turned into those that memory.c answers (host/linux/position.c).
 */
#include <sys/syscall.h>
#include <unistd.h>

#include "session.h"

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

/* Is followed only if there is something to hide, since it costs much. Filters of the caller's
 * own would be asked about the calls that its reads are turned into. */
void seek_call(struct session *session, const struct call *call)
{
	struct peer *peer = session->peers ? peer_find(session, call->caller.tgid) : NULL;

	if (peer && !filters_known(session, call->caller.tid) &&
	    tracee_file(session, call, (int)call->args[0])) {
		peer->seeker = call->caller.tid;
		if (vpt_has_breakpoints(session->host.vpt))
			linux_follow_position(&session->host, call->caller.tid);
	}
	call->channel->pass(session, call);
}

/* This tracer is about to plant: what others read from now on must be seen. */
void seek_planting(struct session *session, pid_t tracer_tgid)
{
	struct peer *peer, *next;

	HASH_ITER(hh, session->peers, peer, next) {
		if (!peer->seeker || peer->dead || peer->tgid == tracer_tgid)
			continue;
		if (linux_follow_position(&session->host, peer->seeker) &&
		    linux_may_be_reading(peer->tgid, peer->seeker))
			linux_await_stop(&session->host, peer->seeker, READ_LIMIT_MS);
		peer->seeker = 0;
	}
}

/* The position of a tracer's descriptor, after a move by so many bytes. False if it is not one
 * of a tracee's memory, at an offset that is reported. */
bool seek_position(void *arg, pid_t tid, int fd, int64_t move, uint64_t *position)
{
	struct session *session = arg;
	const struct known_caller *known = session_known(session, tid);
	const struct memory_file *file;
	struct call call = { .id = 0 };

	if (!known || !peer_find(session, known->tgid))
		return false;
	call.caller.tid = tid;
	call.caller.tgid = known->tgid;
	call.caller.pid_ns = known->pid_ns;
	file = tracee_file(session, &call, fd);
	if (!file)
		return false;
	*position = (uint64_t)lseek(file->fd, move, SEEK_CUR);
	return *position >= FAR_OFFSET;
}
