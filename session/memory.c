/* SPDX-License-Identifier: MIT
 * memory.c: tracers that reach into the memory of their tracees by pread64, pwrite64 and their
 * kin on /proc/PID/mem, or by process_vm_readv and process_vm_writev: they see their own
 * breakpoints only, and what they plant is their own. Where nothing is hidden the kernel serves
 * the call.
 *
 * Our filter reports only those of these calls that look like a debugger's (launch.c).
 */
#include <errno.h>
#include <limits.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "host/linux/i386.h"
#include "session.h"

enum {
	CHUNK = 65536,
	MAX_VECTOR = 1024, /* UIO_MAXIOV */
	MAX_LOOK = 4096,   /* what reads more dumps memory, and does not look at code */
	MAX_TRANSFER = INT_MAX & ~4095, /* MAX_RW_COUNT */
};

/* The calls that reach into memory: by a file and an offset, or by process_vm_readv and
 * process_vm_writev. */
struct way {
	int nr, i386_nr; /* -1: not reported */
	bool write, vm, vector;
};
static const struct way ways[] = {
	{ SYS_pread64, I386_PREAD64, .write = false },
	{ SYS_pwrite64, I386_PWRITE64, .write = true },
	{ SYS_preadv, -1, .vector = true },
	{ SYS_pwritev, -1, .vector = true, .write = true },
	{ SYS_preadv2, -1, .vector = true },
	{ SYS_pwritev2, -1, .vector = true, .write = true },
	{ SYS_process_vm_readv, I386_PROCESS_VM_READV, .vm = true, .vector = true },
	{ SYS_process_vm_writev, I386_PROCESS_VM_WRITEV, .vm = true, .vector = true,
	  .write = true },
};

/* What a call is about. */
struct transfer {
	bool write, vm;
	bool begun; /* something has been moved already */
	pid_t target;
	int fd; /* of a file: the caller's own, since that is bound to a memory, not to a task */
	unsigned long addr; /* there, */
	size_t len;
	struct iovec *local; /* and in the caller's memory: what is left of it */
	unsigned long nlocal;
};

static const struct way *find_way(const struct call *call)
{
	size_t i;

	for (i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (call->nr == (call->caller.compat ? ways[i].i386_nr : ways[i].nr))
			return &ways[i];
	return NULL;
}

bool is_memory_call(const struct call *call)
{
	return find_way(call) != NULL;
}

/* ---- which memory ---- */

/* Is there something that the caller may not see? Most of what is read is data. */
static bool is_hidden(struct session *session, unsigned long addr, size_t len)
{
	return vpt_has_breakpoint_in(session->host.vpt, addr, len);
}

/* Race: what the kernel is told to read it reads later, and another tracer may have planted a
 * breakpoint by then: a debugger that takes it for the program's own byte puts it back for
 * good. So reads by which a debugger looks at code are made by us, where nothing comes between.
 * Dumps are not if nobody shares the task, nor what strace reads by process_vm_readv: for
 * those that are under way who plants has to wait, see memory_planting(). */
static bool may_leave_to_kernel(struct session *session, const struct transfer *transfer)
{
	return transfer->len > MAX_LOOK && !vpt_has_shared(session->host.vpt) &&
	       !is_hidden(session, transfer->addr, transfer->len);
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

/* The caller's pieces of a call on a file. Their number; 0 if there is something wrong, or
 * nothing. */
static unsigned long read_pieces(struct session *session, const struct call *call,
				 const struct way *way, struct iovec *pieces)
{
	unsigned long count = 1, i;

	*pieces = (struct iovec){ (void *)call->args[1], call->args[2] };
	if (way->vector) {
		count = call->args[2];
		if (!read_vector(session, call, call->args[1], count, pieces))
			return 0;
	}
	for (i = 0; i < count; i++)
		if (pieces[i].iov_len > SSIZE_MAX)
			return 0;
	return count;
}

static size_t length(const struct iovec *pieces, unsigned long count)
{
	size_t length = 0;

	for (; count > 0; count--, pieces++)
		length += pieces->iov_len < MAX_TRANSFER ? pieces->iov_len : MAX_TRANSFER;
	return length < MAX_TRANSFER ? length : MAX_TRANSFER;
}

/* False: it is for the kernel. */
static bool decode_file(struct session *session, const struct call *call,
			const struct way *way, struct transfer *transfer,
			struct iovec *pieces)
{
	bool flags = call->nr == SYS_preadv2 || call->nr == SYS_pwritev2;
	const struct memory_file *file;

	/* with flags they are no longer the same as without; -1 is the file's position */
	if (flags && (call->args[5] != 0 || call->args[3] == -1ul))
		return false;
	transfer->write = way->write;
	transfer->addr = call->caller.compat ? (uint32_t)call->args[3] : call->args[3];
	transfer->local = pieces;
	transfer->nlocal = read_pieces(session, call, way, pieces);
	transfer->len = length(pieces, transfer->nlocal);
	if (!transfer->nlocal ||
	    (!transfer->write && may_leave_to_kernel(session, transfer)))
		return false;
	file = memory_file(session, call, (int)call->args[0]);
	if (!file || (transfer->write && memory_file_is_for_kernel(file, transfer->addr)))
		return false;
	transfer->target = file->target;
	transfer->fd = file->fd;
	return true;
}

/* ---- the transfer ---- */

static void advance(struct transfer *transfer, size_t len)
{
	struct iovec *piece;

	for (; transfer->nlocal && len >= transfer->local->iov_len; transfer->nlocal--)
		len -= transfer->local++->iov_len;
	if (!transfer->nlocal)
		return;
	piece = transfer->local;
	piece->iov_base = (char *)piece->iov_base + len;
	piece->iov_len -= len;
}

/* The next `len` bytes between our buffer and the caller's vector, which moves on. */
static bool copy(const struct call *call, struct transfer *transfer, void *buf,
		 size_t len)
{
	struct iovec ours = { buf, len };
	ssize_t done = transfer->write
			       ? process_vm_readv(call->caller.tid, &ours, 1,
						  transfer->local, transfer->nlocal, 0)
			       : process_vm_writev(call->caller.tid, &ours, 1,
						   transfer->local, transfer->nlocal, 0);

	advance(transfer, len);
	return done == (ssize_t)len;
}

/* Read as the caller would, and sees it. process_vm_readv(), unlike /proc/PID/mem, respects the
 * pages' protection; and an open /proc/PID/mem is a memory, whether the task still has it or
 * not. */
static long read_chunk(struct session *session, const struct call *call,
		       const struct transfer *transfer, unsigned long addr, void *buffer,
		       size_t len)
{
	struct iovec ours = { buffer, len }, theirs = { (void *)addr, len };
	ssize_t n;

	if (transfer->vm)
		n = process_vm_readv(transfer->target, &ours, 1, &theirs, 1, 0);
	else
		n = pread(transfer->fd, buffer, len, (off_t)addr);
	if (n <= 0)
		return n ? -errno : 0;
	return vpt_see_memory(session->host.vpt, &call->caller, transfer->target, addr,
			      buffer, (size_t)n)
		       ? -ENOTSUP
		       : n;
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
		if (n == -ENOTSUP && transfer->begun)
			n = linux_write_memory(&session->host, transfer->target, addr,
					       buffer, len);
		return n;
	}
	n = read_chunk(session, call, transfer, addr, buffer, len);
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
		transfer->begun = true;
		done += (size_t)n;
		if ((size_t)n < len)
			break;
	}
	return (long)done;
}

/* Each piece is a transfer of its own, up to a short one: do_loop_readv_writev(), and
 * process_vm_rw_core(), whose pieces tell where they are. */
static long transfer_pieces(struct session *session, const struct call *call,
			    struct transfer *transfer, const struct iovec *pieces,
			    unsigned long count, size_t room)
{
	long n = 0, done = 0;
	unsigned long i;

	for (i = 0; i < count && room > 0; i++) {
		if (transfer->vm)
			transfer->addr = (unsigned long)pieces[i].iov_base;
		transfer->len = pieces[i].iov_len < room ? pieces[i].iov_len : room;
		n = transfer_all(session, call, transfer);
		if (n < 0)
			break;
		done += n;
		room -= (size_t)n;
		transfer->addr += (unsigned long)n;
		if ((size_t)n < transfer->len)
			break;
	}
	return done ? done : n;
}

static long file_call(struct session *session, const struct call *call,
		      const struct way *way)
{
	struct transfer transfer = { .write = false };
	struct iovec pieces[MAX_VECTOR];

	if (!decode_file(session, call, way, &transfer, pieces))
		return -ENOTSUP;
	return transfer_pieces(session, call, &transfer, pieces, transfer.nlocal,
			       transfer.len);
}

/* Is this a call that concerns breakpoints? Who plants one writes one piece. */
static bool is_ours(struct session *session, const struct call *call,
		    const struct transfer *transfer, const struct iovec *remote,
		    unsigned long nremote)
{
	unsigned long i;

	if (transfer->write)
		return nremote == 1 && linux_is_writable(&session->host, transfer->target,
							 (unsigned long)remote->iov_base);
	if (vpt_is_shared(session->host.vpt, &call->caller, transfer->target))
		return true;
	for (i = 0; i < nremote; i++)
		if (is_hidden(session, (unsigned long)remote[i].iov_base,
			      remote[i].iov_len))
			return true;
	return false;
}

static long vm_call(struct session *session, const struct call *call,
		    const struct way *way)
{
	struct transfer transfer = { .write = way->write, .vm = true };
	struct iovec local[MAX_VECTOR], remote[MAX_VECTOR];
	unsigned long i, nlocal = call->args[2], nremote = call->args[4];
	pid_t pid = (pid_t)call->args[0];
	size_t room = 0;

	transfer.target = call->caller.pid_ns ? linux_find_pid(&session->host,
							       call->caller.pid_ns, pid)
					      : pid;
	if (call->args[5] != 0 ||
	    !read_vector(session, call, call->args[3], nremote, remote) ||
	    !is_ours(session, call, &transfer, remote, nremote) ||
	    !read_vector(session, call, call->args[1], nlocal, local))
		return -ENOTSUP;
	transfer.local = local;
	transfer.nlocal = nlocal;
	for (i = 0; i < nlocal; i++)
		room += local[i].iov_len;
	return transfer_pieces(session, call, &transfer, remote, nremote, room);
}

/* ---- reads that the kernel makes ---- */

/* It does so when this call has been passed on. */
static void note_read(struct session *session, const struct call *call)
{
	struct known_caller *known = session_known(session, call->caller.tid);

	if (!known || known->reads)
		return;
	known->reads = true;
	LIST_INSERT_HEAD(&session->readers, known, reader);
}

void memory_read_over(struct known_caller *known)
{
	if (known->reads)
		LIST_REMOVE(known, reader);
	known->reads = false;
}

/* This tracer is about to plant. Whoever may be in a read is kicked, and stops when it is over. */
void memory_planting(void *arg, pid_t tracer_tgid, unsigned long addr)
{
	struct session *session = arg;
	struct known_caller *known, *next;

	for (known = LIST_FIRST(&session->readers); known; known = next) {
		next = LIST_NEXT(known, reader);
		if (known->tgid == tracer_tgid)
			continue;
		memory_read_over(known);
		if (linux_may_be_reading(known->tgid, known->tid) &&
		    linux_kick(&session->host, known->tid))
			linux_await_stop(&session->host, known->tid, READ_LIMIT_MS);
	}
	seek_planting(session, tracer_tgid, addr);
}

void memory_call(struct session *session, const struct call *call)
{
	const struct way *way = find_way(call);
	long n = -ENOTSUP;

	if (!session->peers || !peer_find(session, call->caller.tgid)) {
		call->channel->pass(session, call); /* no tracer */
		return;
	}
	if (!way->vm)
		n = file_call(session, call, way);
	else if (way->write || vpt_has_breakpoints(session->host.vpt) ||
		 vpt_has_shared(session->host.vpt))
		n = vm_call(session, call, way);
	if (n != -ENOTSUP) {
		call->channel->answer(session, call, n);
		return;
	}
	if (!way->write)
		note_read(session, call);
	call->channel->pass(session, call);
}
