/* SPDX-License-Identifier: MIT
 * memory.c: tracers that reach into the memory of their tracees by pread64 and pwrite64 on
 * /proc/PID/mem, or by process_vm_readv and process_vm_writev: they see their own breakpoints
 * only, and what they plant is their own. Where nothing is hidden the kernel serves the call.
 *
 * Our filter reports only those of these calls that look like a debugger's (launch.c).
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "session.h"

/* asm/unistd_32.h */
enum {
	I386_PREAD64 = 180,
	I386_PWRITE64 = 181,
	I386_PROCESS_VM_READV = 347,
	I386_PROCESS_VM_WRITEV = 348,
};

enum {
	CHUNK = 65536,
	MAX_VECTOR = 16, /* the kernel takes more, but who does so plants no breakpoint */
};

/* What a call is about. */
struct transfer {
	bool write;
	pid_t target;
	unsigned long addr; /* there, */
	size_t len;
	struct iovec *local; /* and in the caller's memory */
	unsigned long nlocal;
};

static bool is(const struct call *call, long nr, long i386_nr)
{
	return call->nr == (call->caller.compat ? i386_nr : nr);
}

static bool is_file_call(const struct call *call)
{
	return is(call, SYS_pread64, I386_PREAD64) ||
	       is(call, SYS_pwrite64, I386_PWRITE64);
}

static bool is_writing(const struct call *call)
{
	return is(call, SYS_pwrite64, I386_PWRITE64) ||
	       is(call, SYS_process_vm_writev, I386_PROCESS_VM_WRITEV);
}

bool is_memory_call(const struct call *call)
{
	return is_file_call(call) || is_writing(call) ||
	       is(call, SYS_process_vm_readv, I386_PROCESS_VM_READV);
}

/* ---- which memory ---- */

/* May the caller read, or write, through this descriptor of its? */
static bool is_open_for(const struct call *call, int fd, bool write)
{
	char path[48];
	struct stat st;

	/* the link's own mode says how it was opened */
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", call->caller.tid, fd);
	return lstat(path, &st) == 0 && (st.st_mode & (write ? S_IWUSR : S_IRUSR));
}

/* The task whose memory file this descriptor of the caller's is: /proc/PID/mem or
 * /proc/PID/task/TID/mem. 0 if it is something else. */
static pid_t file_target(struct session *session, const struct call *call, int fd)
{
	char path[48], link[80];
	int pid, tid, end = 0;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", call->caller.tid, fd);
	n = readlink(path, link, sizeof(link) - 1);
	if (n <= 0)
		return 0;
	link[n] = '\0';
	if (sscanf(link, "/proc/%d/task/%d/mem%n", &pid, &tid, &end) != 2 || end != n) {
		end = 0;
		if (sscanf(link, "/proc/%d/mem%n", &tid, &end) != 1 || end != n)
			return 0;
	}
	return call->caller.pid_ns
		       ? linux_find_pid(&session->host, call->caller.pid_ns, tid)
		       : tid;
}

/* Is there something that the caller may not see? Most of what debuggers read is data. */
static bool is_hidden(struct session *session, const struct transfer *transfer)
{
	return vpt_has_breakpoint_in(session->host.vpt, transfer->addr, transfer->len);
}

static bool decode_file(struct session *session, const struct call *call,
			struct transfer *transfer, struct iovec *local)
{
	int fd = (int)call->args[0];

	transfer->addr = call->caller.compat ? (uint32_t)call->args[3] : call->args[3];
	transfer->len = call->args[2];
	if (!transfer->write && !is_hidden(session, transfer))
		return false;
	transfer->target = file_target(session, call, fd);
	if (transfer->target <= 0 || !is_open_for(call, fd, transfer->write))
		return false;
	*local = (struct iovec){ (void *)call->args[1], call->args[2] };
	transfer->local = local;
	transfer->nlocal = 1;
	return true;
}

/* The vectors of a caller; false if there is something wrong with them, which the kernel
 * knows better to answer. */
static bool read_vector(struct session *session, const struct call *call,
			unsigned long addr, unsigned long count, struct iovec *vector)
{
	uint32_t pairs[2];
	unsigned long i;

	if (count == 0 || count > MAX_VECTOR)
		return false;
	if (!call->caller.compat)
		return linux_host_ops.copy_from_user(&session->host, call->caller.tid,
						     addr, vector,
						     count * sizeof(*vector)) == 0;
	for (i = 0; i < count; i++) {
		if (linux_host_ops.copy_from_user(&session->host, call->caller.tid,
						  addr + i * sizeof(pairs), pairs,
						  sizeof(pairs)))
			return false;
		vector[i] = (struct iovec){ (void *)(uintptr_t)pairs[0], pairs[1] };
	}
	return true;
}

static bool decode_vm(struct session *session, const struct call *call,
		      struct transfer *transfer, struct iovec *local)
{
	pid_t pid = (pid_t)call->args[0];
	struct iovec remote[MAX_VECTOR];
	unsigned long i;
	size_t room = 0;

	if (call->args[4] != 1 || call->args[5] != 0 ||
	    !read_vector(session, call, call->args[1], call->args[2], local) ||
	    !read_vector(session, call, call->args[3], call->args[4], remote))
		return false;
	transfer->target = call->caller.pid_ns ? linux_find_pid(&session->host,
								call->caller.pid_ns, pid)
					       : pid;
	for (i = 0; i < call->args[2]; i++)
		room += local[i].iov_len;
	transfer->addr = (unsigned long)remote[0].iov_base;
	transfer->len = remote[0].iov_len < room ? remote[0].iov_len : room;
	transfer->local = local;
	transfer->nlocal = call->args[2];
	/* unlike /proc/PID/mem it respects the pages' protection */
	return !transfer->write ||
	       linux_is_writable(&session->host, transfer->target, transfer->addr);
}

/* ---- the transfer ---- */

/* The next `len` bytes between our buffer and the caller's vector, which moves on. */
static bool copy(const struct call *call, struct transfer *transfer, void *buf,
		 size_t len)
{
	struct iovec ours = { buf, len }, theirs[MAX_VECTOR];
	size_t left = len;
	unsigned long n = 0;
	ssize_t done;

	while (left > 0 && n < transfer->nlocal) {
		struct iovec *piece = &transfer->local[n];
		size_t part = piece->iov_len < left ? piece->iov_len : left;

		theirs[n++] = (struct iovec){ piece->iov_base, part };
		piece->iov_base = (char *)piece->iov_base + part;
		piece->iov_len -= part;
		left -= part;
	}
	done = transfer->write
		       ? process_vm_readv(call->caller.tid, &ours, 1, theirs, n, 0)
		       : process_vm_writev(call->caller.tid, &ours, 1, theirs, n, 0);
	return done == (ssize_t)len;
}

/* One chunk: the bytes that were moved, or a negative errno. */
static long move(struct session *session, const struct call *call,
		 struct transfer *transfer, size_t done, size_t len)
{
	static unsigned char buffer[CHUNK];
	unsigned long addr = transfer->addr + done;
	long n;

	if (transfer->write) {
		if (!copy(call, transfer, buffer, len))
			return -EFAULT;
		n = vpt_write_memory(session->host.vpt, &call->caller, transfer->target,
				     addr, buffer, len);
		/* a piece that concerns no breakpoint */
		if (n == -ENOTSUP && done)
			n = linux_write_memory(&session->host, transfer->target, addr,
					       buffer, len);
		return n;
	}
	n = vpt_read_memory(session->host.vpt, &call->caller, transfer->target, addr,
			    buffer, len);
	if (n > 0 && !copy(call, transfer, buffer, (size_t)n))
		return -EFAULT;
	return n;
}

/* What the system call returns; -ENOTSUP: it is the kernel's. */
static long transfer_all(struct session *session, const struct call *call,
			 struct transfer *transfer)
{
	size_t most = transfer->write ? VPT_WRITE_MAX : CHUNK, done = 0;

	while (done < transfer->len) {
		size_t left = transfer->len - done, len = left < most ? left : most;
		long n = move(session, call, transfer, done, len);

		if (n <= 0)
			return done ? (long)done : n;
		done += (size_t)n;
		if ((size_t)n < len)
			break;
	}
	return (long)done;
}

void memory_call(struct session *session, const struct call *call)
{
	struct transfer transfer = { .write = is_writing(call) };
	struct iovec local[MAX_VECTOR];
	long n = -ENOTSUP;

	if (session->peers && peer_find(session, call->caller.tgid) &&
	    (transfer.write || vpt_has_breakpoints(session->host.vpt)) &&
	    (is_file_call(call) ? decode_file(session, call, &transfer, local)
				: decode_vm(session, call, &transfer, local)))
		n = transfer_all(session, call, &transfer);
	if (n == -ENOTSUP)
		call->channel->pass(session, call);
	else
		call->channel->answer(session, call, n);
}
