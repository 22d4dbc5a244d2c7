/* SPDX-License-Identifier: MIT
 * answers.c: what a wait gets: the status, the siginfo and the rusage, in the caller's memory and
 * in the layout of its ABI.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/uio.h>

#include "session.h"

static int put(struct session *session, const struct call *call, unsigned long addr,
	       const void *buf, size_t len)
{
	if (!addr)
		return 0;
	return linux_host_ops.copy_to_user(&session->host, call->caller.tid, addr, buf,
					   len);
}

/* compat_sys_waitid() */
static int put_siginfo32(struct session *session, const struct call *call,
			 unsigned long addr, const siginfo_t *info)
{
	const int32_t fields[] = {
		info->si_signo, info->si_errno,	   info->si_code,
		info->si_pid,	(int)info->si_uid, info->si_status,
	};

	return put(session, call, addr, fields, sizeof(fields));
}

/* waitid writes the fields of siginfo that it has, and leaves the others alone. */
static int put_siginfo(struct session *session, const struct call *call,
		       unsigned long addr, const siginfo_t *info)
{
	size_t pid = offsetof(siginfo_t, si_pid);
	size_t end = offsetof(siginfo_t, si_status) + sizeof(info->si_status);

	if (!addr)
		return 0;
	if (call->caller.compat)
		return put_siginfo32(session, call, addr, info);
	if (put(session, call, addr, info, offsetof(siginfo_t, si_code) + sizeof(int)))
		return -EFAULT;
	return put(session, call, addr + pid, (const char *)info + pid, end - pid);
}

/* wait4 with both a status and a rusage is what strace does at every stop. */
static int put_status_and_rusage(const struct call *call, const struct wait_outputs *out,
				 const int *status, const void *ru, size_t size)
{
	struct iovec local[2] = { { (void *)status, sizeof(*status) },
				  { (void *)ru, size } };
	struct iovec remote[2] = { { (void *)out->status, sizeof(*status) },
				   { (void *)out->rusage, size } };
	ssize_t all = (ssize_t)(sizeof(*status) + size);

	return process_vm_writev(call->caller.tid, local, 2, remote, 2, 0) == all
		       ? 0
		       : -EFAULT;
}

static long store_result(struct session *session, const struct call *call,
			 const struct wait_outputs *out,
			 const struct vpt_wait_result *result)
{
	struct rusage ru;
	size_t size = sizeof(ru);

	if (out->rusage) {
		linux_host_ops.rusage(&session->host, result->pid, &ru);
		if (call->caller.compat) {
			rusage_to_32(&ru, &ru);
			size = RUSAGE32_SIZE;
		}
		if (out->status)
			return put_status_and_rusage(call, out, &result->status, &ru,
						     size)
				       ? -EFAULT
				       : result->nr;
		if (put(session, call, out->rusage, &ru, size))
			return -EFAULT;
	}
	if (out->waitid)
		return put_siginfo(session, call, out->info, &result->info);
	if (put(session, call, out->status, &result->status, sizeof(result->status)))
		return -EFAULT;
	return result->nr;
}

/* Answer with a status. The status is consumed only if the answer has reached the caller: an
 * interrupted call leaves it for the next wait.
 *
 * Race: a SIGCHLD that came after the answer could find the tracer on its way to the next stop,
 * and merge with the one of that. So it comes first, as the kernel's does, where it cannot
 * interrupt the very wait that it announces. */
void wait_deliver(struct session *session, const struct call *call,
		  const struct vpt_wait *wait, const struct vpt_wait_result *result)
{
	struct peer *peer = peer_find(session, call->caller.tgid);
	struct vpt_wait again;
	struct wait_outputs out;
	long value;

	decode_wait(session, call, &again, &out);
	value = store_result(session, call, &out, result);
	if (call->caller.tid == call->caller.tgid)
		sigchld_collected(session, peer);
	if (session->killable)
		sigchld_send_due(session, peer);
	if (call->channel->answer(session, call, value))
		return;
	log_wait(session, call, out.waitid, value, result);
	if (!(wait->options & WNOWAIT))
		vpt_wait_commit(session->host.vpt, result);
}

/* Nothing to report, and the caller does not want to wait for it. */
void wait_answer_nothing(struct session *session, const struct call *call)
{
	struct vpt_wait wait;
	struct wait_outputs out;
	siginfo_t none;
	long value = 0;

	decode_wait(session, call, &wait, &out);
	memset(&none, 0, sizeof(none));
	if (out.waitid && put_siginfo(session, call, out.info, &none))
		value = -EFAULT;
	else if (out.nonblocking_pidfd)
		value = -EAGAIN;
	if (call->channel->answer(session, call, value) == 0)
		log_wait(session, call, out.waitid, value, NULL);
}
