/* SPDX-License-Identifier: MIT
 * decode.c: the arguments of wait4, waitid and waitpid, as kernel/exit.c reads them. Bad ones
 * are left to the kernel, which has the right errno.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/linux/i386.h"
#include "session.h"

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

bool is_ptrace_call(const struct call *call)
{
	return call->nr == (call->caller.compat ? I386_PTRACE : SYS_ptrace);
}

static bool is_waitid(const struct call *call)
{
	return call->nr == (call->caller.compat ? I386_WAITID : SYS_waitid);
}

int pause_nr(const struct call *call)
{
	return call->caller.compat ? I386_PAUSE : SYS_pause;
}

bool is_wait_call(const struct call *call)
{
	return linux_is_wait_call(call->nr, call->caller.compat);
}

/* kernel_wait4() */
static enum decoded decode_wait4(const struct call *call, struct vpt_wait *wait,
				 struct wait_outputs *out)
{
	pid_t pid = (pid_t)call->args[0];
	int options = (int)call->args[2];

	if (options &
	    ~(WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | __WCLONE | __WALL))
		return DECODED_NOT_OURS;
	if (pid == INT_MIN)
		return DECODED_NOT_OURS;
	wait->options = options | WEXITED;
	out->status = call->args[1];
	out->rusage = call->caller.compat && call->nr == I386_WAITPID ? 0 : call->args[3];
	if (pid == -1) {
		wait->which = VPT_WAIT_ANY;
	} else if (pid > 0) {
		wait->which = VPT_WAIT_PID;
		wait->id = pid;
	} else {
		wait->which = VPT_WAIT_PGID;
		wait->id = pid ? -pid : getpgid(call->caller.tid);
		out->ours = pid == 0;
	}
	return DECODED_WAIT;
}

/* The process that a pidfd of the caller stands for; 0 if it is none. */
static pid_t pidfd_target(const struct call *call, int fd, bool *nonblocking)
{
	char buffer[512];
	const char *p;

	if (proc_read(buffer, sizeof(buffer), "/proc/%d/fdinfo/%d", call->caller.tid,
		      fd) <= 0)
		return 0;
	p = strstr(buffer, "flags:\t");
	*nonblocking = p && (strtol(p + 7, NULL, 8) & O_NONBLOCK);
	p = strstr(buffer, "\nPid:\t");
	return p ? atoi(p + 6) : 0;
}

/* kernel_waitid_prepare() */
static enum decoded decode_waitid(const struct call *call, struct vpt_wait *wait,
				  struct wait_outputs *out)
{
	int which = (int)call->args[0], options = (int)call->args[3];
	pid_t id = (pid_t)call->args[1];

	if (options & ~(WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED |
			__WNOTHREAD | __WCLONE | __WALL))
		return DECODED_NOT_OURS;
	if (!(options & (WEXITED | WSTOPPED | WCONTINUED)))
		return DECODED_NOT_OURS;
	wait->options = options;
	wait->id = id;
	out->waitid = true;
	out->info = call->args[2];
	out->rusage = call->args[4];
	switch (which) {
	case P_ALL:
		wait->which = VPT_WAIT_ANY;
		return DECODED_WAIT;
	case P_PID:
		wait->which = VPT_WAIT_PID;
		return id > 0 ? DECODED_WAIT : DECODED_NOT_OURS;
	case P_PGID:
		wait->which = VPT_WAIT_PGID;
		if (id == 0)
			wait->id = getpgid(call->caller.tid);
		out->ours = id == 0;
		return id >= 0 ? DECODED_WAIT : DECODED_NOT_OURS;
	case P_PIDFD:
		wait->which = VPT_WAIT_PID;
		wait->id = pidfd_target(call, id, &out->nonblocking_pidfd);
		out->ours = true;
		out->nonblocking_pidfd &= !(options & WNOHANG);
		if (out->nonblocking_pidfd)
			wait->options |= WNOHANG;
		return wait->id > 0 ? DECODED_WAIT : DECODED_NOT_OURS;
	default:
		return DECODED_NOT_OURS;
	}
}

/* The caller's number of a task or group becomes ours. */
static enum decoded translate(struct session *session, const struct call *call,
			      struct vpt_wait *wait)
{
	if (wait->which == VPT_WAIT_PID)
		wait->id = linux_find_pid(&session->host, call->caller.pid_ns, wait->id);
	else if (wait->which == VPT_WAIT_PGID)
		wait->id = linux_find_pgid(&session->host, call->caller.pid_ns, wait->id);
	return wait->which == VPT_WAIT_ANY || wait->id > 0 ? DECODED_WAIT
							   : DECODED_NOT_OURS;
}

enum decoded decode_wait(struct session *session, const struct call *call,
			 struct vpt_wait *wait, struct wait_outputs *out)
{
	enum decoded decoded;

	memset(wait, 0, sizeof(*wait));
	memset(out, 0, sizeof(*out));
	decoded = is_waitid(call) ? decode_waitid(call, wait, out)
				  : decode_wait4(call, wait, out);
	if (decoded != DECODED_WAIT || call->caller.pid_ns == 0 || out->ours)
		return decoded;
	return translate(session, call, wait);
}
