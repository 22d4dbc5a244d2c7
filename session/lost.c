/* SPDX-License-Identifier: MIT
 * lost.c: answers that a signal kept from their caller.
 *
 * ptrace is not a call that a signal interrupts, but a seccomp notification is. Race: a
 * signal arrives while a call is being served; the request has been carried out, the answer
 * is refused, and the call begins anew. It must not be carried out twice. If the caller is traced, it stops on its way, with
 * the result that means "begin anew"; there the answer is put in its place, and nobody sees a
 * difference. If it is not, the same call arrives again and gets the same answer.
 */
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>

#include "session.h"

/* This answer has not reached its caller. */
void lost_remember(struct session *session, const struct call *call, long value)
{
	struct known_caller *known = session_known(session, call->caller.tid);

	if (!known)
		return;
	known->lost = true;
	known->nr = call->nr;
	memcpy(known->args, call->args, sizeof(known->args));
	known->value = value;
}

/* Is this call one that was answered in vain? Then it gets its answer now. */
bool lost_answer_again(struct session *session, const struct call *call)
{
	struct known_caller *known = session_known(session, call->caller.tid);

	if (!known || !known->lost)
		return false;
	known->lost = false;
	if (known->nr != call->nr ||
	    memcmp(known->args, call->args, sizeof(known->args)) != 0)
		return false;
	known->lost = call->channel->answer(session, call, known->value) != 0;
	return true;
}

/* A task has stopped: if it is about to begin its last call anew, give it the answer. True if
 * its registers may have been changed. */
bool lost_repair(struct session *session, pid_t tid)
{
	struct known_caller *known = session_known(session, tid);
	long rax, orig_rax;

	if (!known)
		return false;
	if (!known->lost) /* interrupted before it arrived here? */
		return peer_find(session, known->tgid) &&
		       linux_restart_call(&session->host, tid);
	rax = ptrace(PTRACE_PEEKUSER, tid, REG(rax), 0);
	orig_rax = ptrace(PTRACE_PEEKUSER, tid, REG(orig_rax), 0);
	if (rax != -ERESTARTSYS || orig_rax != known->nr)
		return false;
	linux_set_reg(tid, REG(rax), known->value);
	known->lost = false;
	return true;
}
