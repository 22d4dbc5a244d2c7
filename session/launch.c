/* SPDX-License-Identifier: MIT
 * launch.c: how a program becomes part of a session: the seccomp filter that reports its
 * ptrace and wait calls, and the passing of the listener to the supervisor.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "session.h"

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

/* Without this capability a filter needs no_new_privs, and setuid programs lose their power,
 * so it is used only then. */
static bool may_filter_freely(void)
{
	struct proc_status status;

	return proc_status(getpid(), &status) == 0 &&
	       (status.cap_effective & (1ull << CAP_SYS_ADMIN));
}

/* Report a call whose first argument, and second unless it is -1, have these values. */
static int add_rule_for(scmp_filter_ctx ctx, const char *call, int first, int second)
{
	const uint64_t low =
		0xffffffff; /* they are ints: the upper half is not defined */
	int nr = seccomp_syscall_resolve_name(call);

	if (second < 0)
		return seccomp_rule_add(
			ctx, SCMP_ACT_NOTIFY, nr, 1,
			SCMP_A0(SCMP_CMP_MASKED_EQ, low, (uint64_t)first));
	return seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, nr, 2,
				SCMP_A0(SCMP_CMP_MASKED_EQ, low, (uint64_t)first),
				SCMP_A1(SCMP_CMP_MASKED_EQ, low, (uint64_t)second));
}

static int notify(scmp_filter_ctx ctx, const char *call, struct scmp_arg_cmp arg)
{
	return seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, seccomp_syscall_resolve_name(call),
				1, arg);
}

static int notify_always(scmp_filter_ctx ctx, const char *call)
{
	return seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, seccomp_syscall_resolve_name(call),
				0);
}

/* Where ld puts programs that are not position-independent; and lengths, see below. */
static const uint64_t low = 4ull << 20, few = 16, cache_line = 64;

/* Offsets of 64 bits, which are two arguments in the i386 ABI. */
static int add_offset_rules(scmp_filter_ctx ctx)
{
	static const char *const calls[] = { "pread64", "pwrite64", "preadv",
					     "preadv2", "pwritev",  "pwritev2" };
	int rc = 0;
	size_t i;

	for (i = 0; i < sizeof(calls) / sizeof(*calls) && !rc; i++)
		rc = notify(ctx, calls[i], SCMP_A3(SCMP_CMP_GE, FAR_OFFSET, 0));
	/* those that position.c has marked: an argument that the call does not have */
	for (i = 0; i < sizeof(calls) / sizeof(*calls) && !rc; i++)
		rc = notify(ctx, calls[i],
			    strchr(calls[i], '2')
				    ? SCMP_A4(SCMP_CMP_EQ, POSITION_MARK, 0)
				    : SCMP_A5(SCMP_CMP_EQ, POSITION_MARK, 0));
	for (i = 0; i < 2 && !rc; i++)
		rc = seccomp_rule_add(
			ctx, SCMP_ACT_NOTIFY, seccomp_syscall_resolve_name(calls[i]), 2,
			SCMP_A2(SCMP_CMP_LE, few, 0), SCMP_A3(SCMP_CMP_GE, low, 0));
	if (!rc) /* what read and write go by, see seek.c */
		rc = seccomp_rule_add(ctx, SCMP_ACT_NOTIFY,
				      seccomp_syscall_resolve_name("lseek"), 2,
				      SCMP_A1(SCMP_CMP_GE, FAR_OFFSET, 0),
				      SCMP_A2(SCMP_CMP_MASKED_EQ, 0xffffffff, SEEK_SET));
	return rc;
}

/* How debuggers read and write the memory of others, see memory.c: a breakpoint is one byte, the
 * copy of an instruction up to 16; gdb reads code by lines of its cache. Other programs make such
 * calls hardly ever. */
static int add_memory_rules(scmp_filter_ctx ctx, bool wide)
{
	int rc;

	rc = notify(ctx, "pwrite64", SCMP_A2(SCMP_CMP_EQ, 1, 0));
	if (!rc) /* how they stop threads, see calls.c */
		rc = notify(ctx, "tgkill", SCMP_A2(SCMP_CMP_EQ, SIGSTOP, 0));
	if (!rc)
		rc = notify(ctx, "tkill", SCMP_A1(SCMP_CMP_EQ, SIGSTOP, 0));
	if (!rc)
		rc = notify(ctx, "pread64", SCMP_A2(SCMP_CMP_EQ, 1, 0));
	if (!rc)
		rc = notify(ctx, "pread64", SCMP_A2(SCMP_CMP_EQ, cache_line, 0));
	if (!rc)
		rc = notify_always(ctx, "process_vm_readv");
	if (!rc)
		rc = notify_always(ctx, "process_vm_writev");
	return rc || !wide ? rc : add_offset_rules(ctx);
}

/* Do these rules report a call with an offset in the native ABI? */
bool launch_reports(int nr, uint64_t len, uint64_t offset)
{
	if (offset >= FAR_OFFSET)
		return true;
	if (nr != SYS_pread64 && nr != SYS_pwrite64)
		return false;
	return (len <= few && offset >= low) || len == 1 ||
	       (nr == SYS_pread64 && len == cache_line);
}

static int add_rules(scmp_filter_ctx ctx, bool wide)
{
	static const char *const calls[] = { "ptrace", "wait4", "waitid", "waitpid" };
	size_t i;
	int rc;

	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		/* a call that an architecture lacks is skipped for it */
		rc = notify_always(ctx, calls[i]);
		if (rc)
			return rc;
	}
	/* filters that the programs install themselves: see filters.c */
	rc = add_rule_for(ctx, "seccomp", SECCOMP_SET_MODE_FILTER, -1);
	if (!rc)
		rc = add_rule_for(ctx, "prctl", PR_SET_SECCOMP, SECCOMP_MODE_FILTER);
	return rc ? rc : add_memory_rules(ctx, wide);
}

/* libseccomp can load a filter, but before its version 2.6 not with WAIT_KILLABLE_RECV. So it
 * is had as BPF, and loaded here. SPEC_ALLOW: leave the programs' speculation settings alone. */
static int load(const struct sock_fprog *program, bool *killable)
{
	unsigned long flags =
		SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
	long rc;

	if (!may_filter_freely() && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	rc = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		     flags | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, program);
	*killable = rc >= 0;
	if (rc < 0 && errno == EINVAL) /* Linux before 5.19 */
		rc = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, program);
	return rc < 0 ? -errno : (int)rc;
}

static int load_exported(scmp_filter_ctx ctx, bool *killable)
{
	struct sock_filter insns[BPF_MAXINSNS];
	struct sock_fprog program = { .filter = insns };
	int rc, fds[2];
	ssize_t size;

	/* a pipe: RLIMIT_FSIZE is for files; our few instructions fit in */
	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	rc = seccomp_export_bpf(ctx, fds[1]);
	size = rc ? 0 : read(fds[0], insns, sizeof(insns));
	close(fds[0]);
	close(fds[1]);
	if (rc || size <= 0)
		return rc ? rc : -EIO;
	program.len = (unsigned short)((size_t)size / sizeof(insns[0]));
	return load(&program, killable);
}

static scmp_filter_ctx new_filter(void)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

	if (ctx && seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ALLOW)) {
		seccomp_release(ctx);
		return NULL;
	}
	return ctx;
}

/* The rules for i386 programs on an x86-64 kernel. */
static int merge_i386(scmp_filter_ctx ctx)
{
	scmp_filter_ctx i386 = new_filter();
	int rc;

	if (!i386)
		return -ENOMEM;
	rc = seccomp_arch_add(i386, SCMP_ARCH_X86);
	if (!rc)
		rc = seccomp_arch_remove(i386, SCMP_ARCH_NATIVE);
	if (!rc)
		rc = add_rules(i386, false);
	if (!rc)
		rc = seccomp_merge(ctx, i386); /* takes it over */
	if (rc)
		seccomp_release(i386);
	return rc;
}

/* Install the filter in the calling thread. Returns the listener, or a negative errno.
 * *killable: a call that is being served is interrupted by fatal signals only. */
int launch_filter(bool *killable)
{
	const uint32_t action = SECCOMP_RET_USER_NOTIF;
	scmp_filter_ctx ctx;
	int rc;

	/* libseccomp does not tell what is forbidden from what is not there */
	if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action))
		return errno == EOPNOTSUPP ? -ENOSYS : -errno;
	ctx = new_filter();
	if (!ctx)
		return -ENOMEM;
	rc = add_rules(ctx, true);
	if (!rc && seccomp_arch_native() == SCMP_ARCH_X86_64)
		rc = merge_i386(ctx);
	if (!rc)
		rc = load_exported(ctx, killable);
	seccomp_release(ctx);
	return rc;
}

union fd_message {
	char buffer[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

/* Pass a descriptor, and a byte that tells about it. */
int send_fd(int socket, int fd, char byte)
{
	union fd_message control = { 0 };
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.buffer,
		.msg_controllen = sizeof(control.buffer),
	};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	return sendmsg(socket, &msg, MSG_NOSIGNAL) == 1 ? 0 : -errno;
}

int receive_fd(int socket, char *byte)
{
	union fd_message control = { 0 };
	struct iovec iov = { byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.buffer,
		.msg_controllen = sizeof(control.buffer),
	};
	struct cmsghdr *cmsg;
	int fd;

	if (recvmsg(socket, &msg, MSG_CMSG_CLOEXEC) != 1)
		return -EPIPE;
	cmsg = CMSG_FIRSTHDR(&msg);
	if (!cmsg || cmsg->cmsg_type != SCM_RIGHTS)
		return -EBADMSG;
	memcpy(&fd, CMSG_DATA(cmsg), sizeof(fd));
	return fd;
}
