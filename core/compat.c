/* SPDX-License-Identifier: MIT
 * compat.c: what of ptrace is different for 32-bit tracers: words, iovecs and siginfo. The
 * counterpart of compat_ptrace_request() in kernel/ptrace.c and of copy_siginfo_to_user32()
 * and its inverse in kernel/signal.c.
 */
#include <stddef.h>
#include <string.h>

#include "vpt.h"

/* ---- siginfo ---- */

/* struct compat_siginfo */
struct siginfo32 {
	int32_t si_signo, si_errno, si_code;
	union {
		struct {
			int32_t pid;
			uint32_t uid;
			union {
				int32_t value;
				struct {
					int32_t status, utime, stime;
				} chld;
			};
		};
		struct {
			uint32_t addr;
			union {
				int16_t lsb;
				struct {
					uint32_t pad, lower, upper;
				} bnd;
				struct {
					uint32_t pad, key;
				} pkey;
				struct {
					uint32_t data, type, flags;
				} perf;
			};
		} fault;
		struct {
			int32_t band, fd;
		} poll;
		struct {
			uint32_t call_addr;
			int32_t syscall;
			uint32_t arch;
		} sys;
		unsigned char all[VPT_SIGINFO32_SIZE - 12];
	};
};

enum layout {
	SIL_KILL,
	SIL_RT, /* SIL_TIMER has its fields in the same places */
	SIL_CHLD,
	SIL_POLL,
	SIL_FAULT,
	SIL_FAULT_MCEERR,
	SIL_FAULT_BNDERR,
	SIL_FAULT_PKUERR,
	SIL_FAULT_PERF,
	SIL_SYS,
};

/* asm-generic/siginfo.h; glibc leaves some of them out */
enum { SIGTRAP_PERF = 6, SIGPOLL_CODES = 6, CODE_KERNEL = 0x80 };

static const struct {
	int limit; /* the largest si_code that is the signal's own */
	enum layout layout;
} own_codes[] = {
	[SIGILL] = { 11, SIL_FAULT },  [SIGFPE] = { 15, SIL_FAULT },
	[SIGSEGV] = { 10, SIL_FAULT }, [SIGBUS] = { 5, SIL_FAULT },
	[SIGTRAP] = { 6, SIL_FAULT },  [SIGCHLD] = { 6, SIL_CHLD },
	[SIGPOLL] = { 6, SIL_POLL },   [SIGSYS] = { 2, SIL_SYS },
};

static enum layout fault_layout(int sig, int code)
{
	if (sig == SIGBUS && (code == BUS_MCEERR_AR || code == BUS_MCEERR_AO))
		return SIL_FAULT_MCEERR;
	if (sig == SIGSEGV && code == SEGV_BNDERR)
		return SIL_FAULT_BNDERR;
	if (sig == SIGSEGV && code == SEGV_PKUERR)
		return SIL_FAULT_PKUERR;
	if (sig == SIGTRAP && code == SIGTRAP_PERF)
		return SIL_FAULT_PERF;
	return SIL_FAULT;
}

/* siginfo_layout() */
static enum layout siginfo_layout(int sig, int code)
{
	if (code > SI_USER && code < CODE_KERNEL) {
		if (sig > 0 && (size_t)sig < sizeof(own_codes) / sizeof(own_codes[0]) &&
		    code <= own_codes[sig].limit)
			return own_codes[sig].layout == SIL_FAULT
				       ? fault_layout(sig, code)
				       : own_codes[sig].layout;
		return code <= SIGPOLL_CODES ? SIL_POLL : SIL_KILL;
	}
	if (code == SI_SIGIO)
		return SIL_POLL;
	return code < 0 ? SIL_RT : SIL_KILL;
}

static uint32_t low(const void *pointer)
{
	return (uint32_t)(uintptr_t)pointer;
}

static void *wide(uint32_t pointer)
{
	return (void *)(uintptr_t)pointer;
}

/* si_perf_data, si_perf_type and si_perf_flags, which glibc does not name */
static unsigned char *perf(siginfo_t *info)
{
	return (unsigned char *)&info->si_addr + sizeof(void *);
}

static void fault_to_32(siginfo_t *info, enum layout layout, struct siginfo32 *to)
{
	uint64_t data;

	to->fault.addr = low(info->si_addr);
	switch (layout) {
	case SIL_FAULT_MCEERR:
		to->fault.lsb = info->si_addr_lsb;
		break;
	case SIL_FAULT_BNDERR:
		to->fault.bnd.lower = low(info->si_lower);
		to->fault.bnd.upper = low(info->si_upper);
		break;
	case SIL_FAULT_PKUERR:
		to->fault.pkey.key = info->si_pkey;
		break;
	case SIL_FAULT_PERF:
		memcpy(&data, perf(info), sizeof(data));
		to->fault.perf.data = (uint32_t)data;
		memcpy(&to->fault.perf.type, perf(info) + sizeof(data), 8);
		break;
	default:
		break;
	}
}

void vpt_siginfo_to_32(const siginfo_t *info, void *out)
{
	siginfo_t from = *info;
	struct siginfo32 to;
	enum layout layout = siginfo_layout(from.si_signo, from.si_code);

	memset(&to, 0, sizeof(to));
	to.si_signo = from.si_signo;
	to.si_errno = from.si_errno;
	to.si_code = from.si_code;
	switch (layout) {
	case SIL_CHLD:
		to.chld.status = from.si_status;
		to.chld.utime = (int32_t)from.si_utime;
		to.chld.stime = (int32_t)from.si_stime;
		to.pid = from.si_pid;
		to.uid = from.si_uid;
		break;
	case SIL_RT:
		to.value = from.si_value.sival_int;
		/* fall through */
	case SIL_KILL:
		to.pid = from.si_pid;
		to.uid = from.si_uid;
		break;
	case SIL_POLL:
		to.poll.band = (int32_t)from.si_band;
		to.poll.fd = from.si_fd;
		break;
	case SIL_SYS:
		to.sys.call_addr = low(from.si_call_addr);
		to.sys.syscall = from.si_syscall;
		to.sys.arch = from.si_arch;
		break;
	default:
		fault_to_32(&from, layout, &to);
		break;
	}
	memcpy(out, &to, sizeof(to));
}

static void fault_from_32(const struct siginfo32 *from, enum layout layout,
			  siginfo_t *info)
{
	uint64_t data = from->fault.perf.data;

	info->si_addr = wide(from->fault.addr);
	switch (layout) {
	case SIL_FAULT_MCEERR:
		info->si_addr_lsb = from->fault.lsb;
		break;
	case SIL_FAULT_BNDERR:
		info->si_lower = wide(from->fault.bnd.lower);
		info->si_upper = wide(from->fault.bnd.upper);
		break;
	case SIL_FAULT_PKUERR:
		info->si_pkey = from->fault.pkey.key;
		break;
	case SIL_FAULT_PERF:
		memcpy(perf(info), &data, sizeof(data));
		memcpy(perf(info) + sizeof(data), &from->fault.perf.type, 8);
		break;
	default:
		break;
	}
}

void vpt_siginfo_from_32(const void *in, siginfo_t *info)
{
	struct siginfo32 from;
	enum layout layout;

	memcpy(&from, in, sizeof(from));
	memset(info, 0, sizeof(*info));
	info->si_signo = from.si_signo;
	info->si_errno = from.si_errno;
	info->si_code = from.si_code;
	layout = siginfo_layout(from.si_signo, from.si_code);
	switch (layout) {
	case SIL_CHLD:
		info->si_status = from.chld.status;
		info->si_utime = from.chld.utime;
		info->si_stime = from.chld.stime;
		info->si_pid = from.pid;
		info->si_uid = from.uid;
		break;
	case SIL_RT:
		info->si_value.sival_int = from.value;
		/* fall through */
	case SIL_KILL:
		info->si_pid = from.pid;
		info->si_uid = from.uid;
		break;
	case SIL_POLL:
		info->si_band = from.poll.band;
		info->si_fd = from.poll.fd;
		break;
	case SIL_SYS:
		info->si_call_addr = wide(from.sys.call_addr);
		info->si_syscall = from.sys.syscall;
		info->si_arch = from.sys.arch;
		break;
	default:
		fault_from_32(&from, layout, info);
		break;
	}
}

/* ---- requests ---- */

static long compat_machine(struct vpt_attachment *att, long request, unsigned long addr,
			   unsigned long data, void *buffer, size_t size)
{
	struct vpt_task *task = att->task;

	if (!task->vpt->ops->compat_request)
		return -EIO;
	return VPT_OP(task->vpt, compat_request, task->tid, request, (uint32_t)addr,
		      (uint32_t)data, buffer, size);
}

/* The tracer's other ways to reach memory know of breakpoints; where that has nothing to
 * say, it is the machine's. */
static struct vpt_caller tracer_of(const struct vpt_attachment *att)
{
	return (struct vpt_caller){ .tid = att->tracer_tid, .tgid = att->tracer->tgid };
}

static long peekdata(struct vpt_attachment *att, pid_t caller, unsigned long addr,
		     unsigned long data)
{
	struct vpt_caller tracer = tracer_of(att);
	struct vpt *vpt = att->task->vpt;
	uint32_t word;
	long rc =
		vpt_read_memory(vpt, &tracer, att->task->tid, addr, &word, sizeof(word));

	if (rc == -ENOTSUP)
		rc = compat_machine(att, PTRACE_PEEKDATA, addr, 0, &word, sizeof(word));
	else
		rc = rc == sizeof(word) ? 0 : -EIO;
	return rc ? rc : vpt_copy_to_user(vpt, caller, data, &word, sizeof(word));
}

static long pokedata(struct vpt_attachment *att, unsigned long addr, uint32_t word)
{
	struct vpt_caller tracer = tracer_of(att);
	long rc = vpt_write_memory(att->task->vpt, &tracer, att->task->tid, addr, &word,
				   sizeof(word));

	if (rc == -ENOTSUP)
		return compat_machine(att, PTRACE_POKEDATA, addr, word, NULL, 0);
	return rc == sizeof(word) ? 0 : -EIO;
}

static long getsiginfo(struct vpt_attachment *att, pid_t caller, unsigned long data)
{
	unsigned char info[VPT_SIGINFO32_SIZE];

	if (!att->has_info)
		return -EINVAL;
	vpt_siginfo_to_32(&att->info, info);
	return vpt_copy_to_user(att->task->vpt, caller, data, info, sizeof(info));
}

static long setsiginfo(struct vpt_attachment *att, pid_t caller, unsigned long data)
{
	unsigned char info[VPT_SIGINFO32_SIZE];

	if (vpt_copy_from_user(att->task->vpt, caller, data, info, sizeof(info)))
		return -EFAULT;
	if (!att->has_info)
		return -EINVAL;
	vpt_siginfo_from_32(info, &att->info);
	return 0;
}

static long regset(struct vpt_attachment *att, pid_t caller, long request,
		   unsigned long type, unsigned long data)
{
	struct vpt *vpt = att->task->vpt;
	uint32_t user[2]; /* struct compat_iovec */
	struct iovec iov;
	long rc;

	if (vpt_copy_from_user(vpt, caller, data, user, sizeof(user)))
		return -EFAULT;
	iov.iov_base = wide(user[0]);
	iov.iov_len = user[1];
	rc = vpt_ptrace_regset(att, caller, request, type, &iov);
	if (rc)
		return rc;
	user[1] = (uint32_t)iov.iov_len;
	return vpt_copy_to_user(vpt, caller, data + sizeof(user[0]), &user[1],
				sizeof(user[1]));
}

/* compat_ptrace_request() */
long vpt_compat_request(struct vpt_attachment *att, pid_t caller, long request,
			unsigned long addr, unsigned long data)
{
	uint32_t msg = (uint32_t)att->msg;

	switch (request) {
	case PTRACE_PEEKTEXT:
	case PTRACE_PEEKDATA:
		return peekdata(att, caller, addr, data);
	case PTRACE_POKETEXT:
	case PTRACE_POKEDATA:
		return pokedata(att, addr, (uint32_t)data);
	case PTRACE_GETEVENTMSG:
		return vpt_copy_to_user(att->task->vpt, caller, data, &msg, sizeof(msg));
	case PTRACE_GETSIGINFO:
		return getsiginfo(att, caller, data);
	case PTRACE_SETSIGINFO:
		return setsiginfo(att, caller, data);
	case PTRACE_PEEKSIGINFO:
		return vpt_peeksiginfo(att, caller, addr, data, true);
	case PTRACE_GETREGSET:
	case PTRACE_SETREGSET:
		return regset(att, caller, request, addr, data);
	default:
		return vpt_ptrace_request(att, caller, request, addr, data);
	}
}
