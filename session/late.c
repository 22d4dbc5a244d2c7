/* SPDX-License-Identifier: MIT
 * late.c: waits that a signal has interrupted before they could be answered.
 *
 * The kernel's wait looks for news before it looks for signals: if both are there, the news
 * wins. A call with a signal pending does not reach us, so a tracer that gets signals faster
 * than it is resumed would never hear of its tracees. If it is traced or guarded, it stops on
 * its way, with the result that means "begin anew", and can be answered there.
 */
#include <errno.h>
#include <linux/audit.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>

#include "host/linux/i386.h"
#include "session.h"

static int stop_answer(struct session *session, const struct call *call, long value)
{
	(void)session;
	return ptrace(PTRACE_POKEUSER, call->caller.tid, REG(rax), value) ? -ENOENT : 0;
}

static int stop_pass(struct session *session, const struct call *call)
{
	(void)session;
	(void)call;
	return 0; /* it begins anew by itself */
}

static bool stop_alive(struct session *session, const struct call *call)
{
	(void)session;
	(void)call;
	return true;
}

/* The registers of a caller that is stopped at the end of its call. */
static const struct channel stop_channel = {
	.answer = stop_answer,
	.pass = stop_pass,
	.alive = stop_alive,
};

/* The interrupted call of a stopped task. False if it is in none. */
static bool interrupted_call(pid_t tid, struct call *call)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, tid, 0, &regs) || (long)regs.rax != -ERESTARTSYS)
		return false;
	call->channel = &stop_channel;
	call->nr = (int)regs.orig_rax;
	call->ip = regs.rip;
	call->caller.tid = tid;
	call->caller.compat = regs.cs == CS_32BIT;
	call->arch = call->caller.compat ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64;
	if (call->caller.compat) {
		uint64_t args[6] = { (uint32_t)regs.rbx, (uint32_t)regs.rcx,
				     (uint32_t)regs.rdx, (uint32_t)regs.rsi,
				     (uint32_t)regs.rdi, (uint32_t)regs.rbp };

		memcpy(call->args, args, sizeof(args));
	} else {
		uint64_t args[6] = { regs.rdi, regs.rsi, regs.rdx,
				     regs.r10, regs.r8,	 regs.r9 };

		memcpy(call->args, args, sizeof(args));
	}
	return true;
}

/* A task has stopped at the end of a system call, or for a signal without having shown that
 * end to anybody. If it is a tracer's interrupted wait for which there is news, answer it. A
 * caller with filters of its own may have been interrupted by filters.c. True if its registers
 * may have been changed. */
bool late_answer(struct session *session, pid_t tid)
{
	struct known_caller *known = session->peers ? session_known(session, tid) : NULL;
	struct peer *peer = known ? peer_find(session, known->tgid) : NULL;
	struct call call = { .id = 0 };

	if (!peer || !vpt_has_report(session->host.vpt, peer->tgid) ||
	    filters_known(session, tid) || !interrupted_call(tid, &call) ||
	    !is_wait_call(&call))
		return false;
	call.caller.tgid = known->tgid;
	call.caller.pid_ns = known->pid_ns;
	waits_answer_if_news(session, &call, peer);
	return true;
}
