/* SPDX-License-Identifier: MIT
 * calls.c: a call has arrived: whose is it, and who answers it?
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/linux/i386.h"
#include "session.h"

enum { MAX_KNOWN_CALLERS = 4096, KNOWN_FOR_MS = 1000 };

static void forget_callers(struct session *session)
{
	struct known_caller *known, *next;

	HASH_ITER(hh, session->callers, known, next) {
		if (peer_find(session, known->tgid))
			continue;
		memory_read_over(known);
		HASH_DEL(session->callers, known);
		free(known);
	}
}

struct known_caller *session_known(struct session *session, pid_t tid)
{
	struct known_caller *known;

	HASH_FIND_INT(session->callers, &tid, known);
	return known;
}

/* Has the number been given to another thread since? A tracer's death is watched, so a leader
 * that is one is itself; others have to prove it by signal 0, and be known for so short a time
 * that the numbers cannot have gone round. */
static bool still_same(struct session *session, const struct known_caller *known,
		       int64_t now)
{
	struct peer *peer =
		known->tid == known->tgid ? peer_find(session, known->tid) : NULL;

	return (peer && !peer->dead) ||
	       (now - known->seen < KNOWN_FOR_MS &&
		syscall(SYS_tgkill, known->tgid, known->tid, 0) == 0);
}

static struct known_caller *know(struct session *session, pid_t tid)
{
	struct known_caller *known;

	if (HASH_COUNT(session->callers) >= MAX_KNOWN_CALLERS)
		forget_callers(session);
	known = calloc(1, sizeof(*known));
	if (known) {
		known->tid = tid;
		HASH_ADD_INT(session->callers, tid, known);
	}
	return known;
}

/* The thread group and the PID namespace of a caller. Remembered, so that only a thread's
 * first call costs a look at /proc. */
static void identify(struct session *session, struct vpt_caller *caller)
{
	struct known_caller *known = session_known(session, caller->tid);
	struct vpt_identity id;
	int64_t now = now_ms();

	if (known)
		memory_read_over(known);
	if (known && still_same(session, known, now)) {
		caller->tgid = known->tgid;
		caller->pid_ns = known->pid_ns;
		return;
	}
	caller->tgid = caller->tid;
	if (linux_identify(&session->host, caller->tid, &id))
		return;
	caller->tgid = id.tgid;
	caller->pid_ns = id.pid_ns;
	if (!known)
		known = know(session, caller->tid);
	if (!known)
		return;
	if (known->tgid != id.tgid)
		known->lost = false;
	known->tgid = id.tgid;
	known->pid_ns = id.pid_ns;
	known->seen = now;
}

/* COMPAT_SYSCALL_DEFINE4(ptrace) has signed 32-bit arguments, of which only ptrace_attach()
 * gets addr and data so. */
static uint64_t compat_arg(long request, uint64_t arg)
{
	if (request == PTRACE_ATTACH || request == PTRACE_SEIZE)
		return (uint64_t)(int32_t)arg;
	return arg;
}

static void ptrace_call(struct session *session, const struct call *call)
{
	long request = (long)call->args[0];
	uint64_t addr = call->args[2], data = call->args[3];
	long result;

	if (call->caller.compat) {
		request = (int32_t)request;
		addr = compat_arg(request, addr);
		data = compat_arg(request, data);
	}
	/* seized already, for guard.c: it calls again when that has left */
	if (request == PTRACE_TRACEME &&
	    linux_guard_leave(&session->host, call->caller.tid)) {
		call->channel->answer(session, call, -ERESTARTSYS);
		return;
	}
	result = vpt_ptrace(session->host.vpt, &call->caller, request,
			    (pid_t)call->args[1], addr, data);

	log_ptrace(session, call, result);
	if (call->channel->answer(session, call, result))
		lost_remember(session, call, result);
}

static bool is_tgkill(const struct call *call)
{
	return call->nr == (call->caller.compat ? I386_TGKILL : SYS_tgkill);
}

static bool is_stop_call(const struct call *call)
{
	return is_tgkill(call) ||
	       call->nr == (call->caller.compat ? I386_TKILL : SYS_tkill);
}

/* A SIGSTOP for a single thread. */
static void stop_call(struct session *session, const struct call *call)
{
	bool tgkill = is_tgkill(call);
	pid_t tgid = tgkill ? (pid_t)call->args[0] : 0;
	pid_t tid = (pid_t)call->args[tgkill ? 1 : 0];
	int rc = -ENOTSUP;

	if (tid > 0 && (!tgkill || tgid > 0))
		rc = vpt_stop_request(session->host.vpt, &call->caller, tgid, tid);
	if (rc == -ENOTSUP)
		call->channel->pass(session, call);
	else
		call->channel->answer(session, call, rc);
}

void session_call(struct session *session, struct call *call)
{
	struct peer *peer;
	int i;

	identify(session, &call->caller);
	peer = session->peers ? peer_find(session, call->caller.tgid) : NULL;
	/* int 0x80 looks at the lower halves of the registers only */
	for (i = 0; call->caller.compat && i < 6; i++)
		call->args[i] = (uint32_t)call->args[i];
	/* Whatever the thread waited for before, it does no longer. */
	if (peer)
		waits_forget_thread(session, call->caller.tid, peer);
	if (peer && call->caller.tid == peer->tgid)
		peer->called = true;
	if (lost_answer_again(session, call))
		return;
	if (filters_claim(session, call))
		return;
	if (is_ptrace_call(call))
		ptrace_call(session, call);
	else if (is_wait_call(call))
		wait_call(session, call);
	else if (is_stop_call(call))
		stop_call(session, call);
	else if (is_memory_call(call))
		memory_call(session, call);
	else if (is_seek_call(call))
		seek_call(session, call);
	else if (filters_installing(call))
		filters_install(session, call);
	else
		call->channel->pass(session, call);
}
