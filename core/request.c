/* SPDX-License-Identifier: MIT
 * request.c: the system call ptrace: its gate, the requests that need no knowledge of the
 * machine, and how a stopped tracee goes on. The counterpart of ptrace_check_attach(),
 * ptrace_request() and SYSCALL_DEFINE4(ptrace) in kernel/ptrace.c.
 */
#include <stddef.h>
#include <string.h>
#include <sys/uio.h>

#include "vpt.h"

/* A request whose buffer the machine fills or reads, as the kernel does with ours. */
static long machine(struct vpt_attachment *att, long request, unsigned long addr,
		    void *data)
{
	struct vpt_task *task = att->task;

	return VPT_OP(task->vpt, request, task->tid, request, addr, data);
}

/* generic_ptrace_peekdata() */
static long peekdata(struct vpt_attachment *att, pid_t caller, unsigned long addr,
		     unsigned long data)
{
	long word;
	long rc = vpt_peek_word(att, addr, &word);

	if (rc)
		return rc;
	return vpt_copy_to_user(att->task->vpt, caller, data, &word, sizeof(word));
}

/* ptrace_setoptions() */
static long setoptions(struct vpt_attachment *att, pid_t caller, unsigned long data)
{
	long rc = vpt_check_options(att->task->vpt, caller, data);

	if (rc)
		return rc;
	att->options = data;
	vpt_want_options(att->task);
	return 0;
}

static long geteventmsg(struct vpt_attachment *att, pid_t caller, unsigned long data)
{
	return vpt_copy_to_user(att->task->vpt, caller, data, &att->msg,
				sizeof(att->msg));
}

/* ptrace_getsiginfo() */
static long getsiginfo(struct vpt_attachment *att, pid_t caller, unsigned long data)
{
	if (!att->has_info)
		return -EINVAL;
	return vpt_copy_to_user(att->task->vpt, caller, data, &att->info,
				sizeof(att->info));
}

/* ptrace_setsiginfo() */
static long setsiginfo(struct vpt_attachment *att, pid_t caller, unsigned long data)
{
	siginfo_t info;
	long rc = vpt_copy_from_user(att->task->vpt, caller, data, &info, sizeof(info));

	if (rc)
		return rc;
	if (!att->has_info)
		return -EINVAL;
	att->info = info;
	return 0;
}

static long getsigmask(struct vpt_attachment *att, pid_t caller, unsigned long addr,
		       unsigned long data)
{
	uint64_t mask;
	long rc;

	if (addr != sizeof(mask))
		return -EINVAL;
	rc = machine(att, PTRACE_GETSIGMASK, addr, &mask);
	return rc ? rc
		  : vpt_copy_to_user(att->task->vpt, caller, data, &mask, sizeof(mask));
}

static long setsigmask(struct vpt_attachment *att, pid_t caller, unsigned long addr,
		       unsigned long data)
{
	uint64_t mask;

	if (addr != sizeof(mask))
		return -EINVAL;
	if (vpt_copy_from_user(att->task->vpt, caller, data, &mask, sizeof(mask)))
		return -EFAULT;
	return machine(att, PTRACE_SETSIGMASK, addr, &mask);
}

/* ptrace_peek_siginfo(): one at a time, so that the caller's buffer may end anywhere. */
long vpt_peeksiginfo(struct vpt_attachment *att, pid_t caller, unsigned long addr,
		     unsigned long data, bool compat)
{
	struct vpt *vpt = att->task->vpt;
	struct ptrace_peeksiginfo_args args, one;
	unsigned char info32[VPT_SIGINFO32_SIZE];
	siginfo_t info;
	const void *out = compat ? (const void *)info32 : &info;
	size_t size = compat ? sizeof(info32) : sizeof(info);
	int i;

	if (vpt_copy_from_user(vpt, caller, addr, &args, sizeof(args)))
		return -EFAULT;
	if (args.flags & ~(__u32)PTRACE_PEEKSIGINFO_SHARED)
		return -EINVAL;
	if (args.nr < 0)
		return -EINVAL;
	one = args;
	one.nr = 1;
	for (i = 0; i < args.nr; i++, one.off++) {
		long rc = machine(att, PTRACE_PEEKSIGINFO, (unsigned long)&one, &info);

		if (rc < 0)
			return i ? i : rc;
		if (rc == 0)
			break;
		if (compat)
			vpt_siginfo_to_32(&info, info32);
		if (vpt_copy_to_user(vpt, caller, data, out, size))
			return i ? i : -EFAULT;
		data += size;
	}
	return i;
}

/* A buffer for the largest regset; the size that the machine sees keeps the caller's
 * remainder, since a length that is no multiple of the regset's unit is EINVAL. */
#define REGSET_MAX 16384

/* ptrace_regset(): user->iov_len becomes the length that was copied. */
long vpt_ptrace_regset(struct vpt_attachment *att, pid_t caller, long request,
		       unsigned long type, struct iovec *user)
{
	static _Alignas(64) unsigned char buffer[REGSET_MAX];
	struct vpt *vpt = att->task->vpt;
	struct iovec iov = { .iov_base = buffer, .iov_len = user->iov_len };
	long rc;

	if (iov.iov_len > REGSET_MAX)
		iov.iov_len = REGSET_MAX - 64 + user->iov_len % 64;
	if (request == PTRACE_SETREGSET &&
	    vpt_copy_from_user(vpt, caller, (unsigned long)user->iov_base, buffer,
			       iov.iov_len))
		iov.iov_base = NULL; /* what is wrong first is for the machine to say */
	rc = machine(att, request, type, &iov);
	if (rc)
		return rc;
	user->iov_len = iov.iov_len;
	if (request == PTRACE_GETREGSET &&
	    vpt_copy_to_user(vpt, caller, (unsigned long)user->iov_base, buffer,
			     iov.iov_len))
		return -EFAULT;
	return 0;
}

static long regset(struct vpt_attachment *att, pid_t caller, long request,
		   unsigned long type, unsigned long data)
{
	struct vpt *vpt = att->task->vpt;
	struct iovec user;
	long rc;

	if (vpt_copy_from_user(vpt, caller, data, &user, sizeof(user)))
		return -EFAULT;
	rc = vpt_ptrace_regset(att, caller, request, type, &user);
	return rc ? rc
		  : vpt_copy_to_user(vpt, caller, data + offsetof(struct iovec, iov_len),
				     &user.iov_len, sizeof(user.iov_len));
}

/* The kernel tells the kind of stop by the siginfo: so without TRACESYSGOOD there is none. */
static int syscall_info_op(const struct vpt_attachment *att)
{
	if (!att->has_info)
		return PTRACE_SYSCALL_INFO_NONE;
	if (att->info.si_code == (SIGTRAP | 0x80))
		return att->msg == PTRACE_EVENTMSG_SYSCALL_ENTRY
			       ? PTRACE_SYSCALL_INFO_ENTRY
			       : PTRACE_SYSCALL_INFO_EXIT;
	if (att->info.si_code == VPT_EVENT_CODE(PTRACE_EVENT_SECCOMP, SIGTRAP))
		return PTRACE_SYSCALL_INFO_SECCOMP;
	return PTRACE_SYSCALL_INFO_NONE;
}

/* ptrace_get_syscall_info(): what kind of stop it is depends on the layer, not on what the
 * machine is stopped for. */
static long get_syscall_info(struct vpt_attachment *att, pid_t caller, unsigned long size,
			     unsigned long data)
{
	struct ptrace_syscall_info info;
	unsigned long full = offsetof(struct ptrace_syscall_info, entry);
	long rc;

	memset(&info, 0, sizeof(info));
	rc = machine(att, PTRACE_GET_SYSCALL_INFO, sizeof(info), &info);
	if (rc < 0)
		return rc;
	switch (syscall_info_op(att)) {
	case PTRACE_SYSCALL_INFO_ENTRY:
		/* Race: it has been killed, and we have not been told of its next stop. */
		if (info.op != PTRACE_SYSCALL_INFO_ENTRY &&
		    info.op != PTRACE_SYSCALL_INFO_SECCOMP)
			return -ESRCH;
		/* another layer holds it later in the call: this part is the same */
		info.op = PTRACE_SYSCALL_INFO_ENTRY;
		full = offsetof(struct ptrace_syscall_info, entry.args) +
		       sizeof(info.entry.args);
		break;
	case PTRACE_SYSCALL_INFO_EXIT:
		full = offsetof(struct ptrace_syscall_info, exit.is_error) +
		       sizeof(info.exit.is_error);
		if (info.op != PTRACE_SYSCALL_INFO_EXIT)
			vpt_arch_syscall_exit_info(att->task, &info);
		break;
	case PTRACE_SYSCALL_INFO_SECCOMP:
		if (info.op != PTRACE_SYSCALL_INFO_SECCOMP)
			vpt_arch_syscall_seccomp_info(att->task, att->msg, &info);
		full = offsetof(struct ptrace_syscall_info, seccomp.ret_data) +
		       sizeof(info.seccomp.ret_data);
		break;
	default:
		info.op = PTRACE_SYSCALL_INFO_NONE;
		break;
	}
	if (vpt_copy_to_user(att->task->vpt, caller, data, &info,
			     size < full ? size : full))
		return -EFAULT;
	return (long)full;
}

static bool is_dead(const struct vpt_attachment *att)
{
	return att->state == ATT_DEAD || att->task->machine == MACHINE_ZOMBIE;
}

/* "Not in filter mode" is what the kernel would say. But a tracer that has suspended seccomp has
 * seen in /proc that the task is, and saves its filters (CRIU). */
static long not_in_filter_mode(struct vpt_attachment *att, unsigned long index,
			       void *program)
{
	struct vpt *vpt = att->task->vpt;

	if (!(att->options & PTRACE_O_SUSPEND_SECCOMP) || !vpt->ops->hidden_filter)
		return -EINVAL;
	return VPT_OP(vpt, hidden_filter, index, program);
}

/* seccomp_get_filter(): the number of instructions, which are stored if data is not NULL. */
static long seccomp_get_filter(struct vpt_attachment *att, pid_t caller,
			       unsigned long offset, unsigned long data)
{
	static unsigned char program[VPT_BPF_INSN_SIZE * VPT_BPF_MAXINSNS];
	struct vpt *vpt = att->task->vpt;
	long n;

	if (!VPT_OP(vpt, seccomp_privileged, caller))
		return -EACCES;
	n = machine(att, PTRACE_SECCOMP_GET_FILTER, offset, program);
	if (n == -EINVAL)
		n = not_in_filter_mode(att, offset, program);
	if (n <= 0 || !data)
		return n;
	if (vpt_copy_to_user(vpt, caller, data, program, (size_t)n * VPT_BPF_INSN_SIZE))
		return -EFAULT;
	return n;
}

/* seccomp_get_metadata() */
static long seccomp_get_metadata(struct vpt_attachment *att, pid_t caller,
				 unsigned long size, unsigned long data)
{
	struct seccomp_metadata md;
	struct vpt *vpt = att->task->vpt;
	long rc;

	if (!VPT_OP(vpt, seccomp_privileged, caller))
		return -EACCES;
	if (size > sizeof(md))
		size = sizeof(md);
	if (size < sizeof(md.filter_off))
		return -EINVAL;
	if (vpt_copy_from_user(vpt, caller, data, &md.filter_off, sizeof(md.filter_off)))
		return -EFAULT;
	md.flags = 0;
	rc = machine(att, PTRACE_SECCOMP_GET_METADATA, sizeof(md), &md);
	if (rc == -EINVAL)
		rc = not_in_filter_mode(att, md.filter_off, NULL);
	if (rc < 0)
		return rc;
	return vpt_copy_to_user(vpt, caller, data, &md, size) ? -EFAULT : (long)size;
}

/* Wrong arguments for a request that the machine may not know, which it says first of all. It
 * takes a size of 0 for none of these. */
static long refused(struct vpt_attachment *att, long request, long error)
{
	return machine(att, request, 0, NULL) == -EIO ? -EIO : error;
}

/* ptrace_set_syscall_info(): only in the stop that the structure says it is for. */
static long set_syscall_info(struct vpt_attachment *att, pid_t caller, unsigned long size,
			     unsigned long data)
{
	struct ptrace_syscall_info info;

	if (size < sizeof(info))
		return refused(att, PTRACE_SET_SYSCALL_INFO, -EINVAL);
	if (vpt_copy_from_user(att->task->vpt, caller, data, &info, sizeof(info)))
		return refused(att, PTRACE_SET_SYSCALL_INFO, -EFAULT);
	if (info.op != syscall_info_op(att))
		return refused(att, PTRACE_SET_SYSCALL_INFO, -EINVAL);
	return machine(att, PTRACE_SET_SYSCALL_INFO, sizeof(info), &info);
}

/* ptrace_get_rseq_configuration(): returns the full size, stores what the caller has room for. */
static long get_rseq_configuration(struct vpt_attachment *att, pid_t caller,
				   unsigned long size, unsigned long data)
{
	unsigned char conf[64];
	long rc = machine(att, PTRACE_GET_RSEQ_CONFIGURATION, sizeof(conf), conf);

	if (rc < 0)
		return rc;
	if (size > (unsigned long)rc)
		size = (unsigned long)rc;
	return vpt_copy_to_user(att->task->vpt, caller, data, conf, size) ? -EFAULT : rc;
}

/* kernel/entry/syscall_user_dispatch.c */
static long syscall_user_dispatch(struct vpt_attachment *att, pid_t caller, long request,
				  unsigned long size, unsigned long data)
{
	struct vpt *vpt = att->task->vpt;
	uint64_t config[4]; /* struct ptrace_sud_config */
	long rc;

	if (size != sizeof(config))
		return refused(att, request, -EINVAL);
	if (request == PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG) {
		if (vpt_copy_from_user(vpt, caller, data, config, sizeof(config)))
			return refused(att, request, -EFAULT);
		return machine(att, request, size, config);
	}
	rc = machine(att, request, size, config);
	return rc ? rc : vpt_copy_to_user(vpt, caller, data, config, sizeof(config));
}

/* PTRACE_INTERRUPT: valid whatever the tracee does. */
static long interrupt(struct vpt_attachment *att)
{
	if (!att->seized)
		return -EIO;
	if (is_dead(att))
		return 0;
	att->want_trap = true;
	if (att->state == ATT_STOPPED)
		return 0; /* traps again as soon as it is resumed */
	att->trap_waits = false;
	if (att->task->machine == MACHINE_STOPPED)
		vpt_raise_owed(att->task, false);
	else
		vpt_task_interrupt(att->task);
	return 0;
}

/* PTRACE_LISTEN: only in a PTRACE_EVENT_STOP. */
static long listen(struct vpt_attachment *att)
{
	if (!att->seized || !att->has_info ||
	    (att->info.si_code >> 8) != PTRACE_EVENT_STOP)
		return -EIO;
	vpt_resume_layer(att, VPT_RESUME_LISTEN, 0);
	return 0;
}

static long resume(struct vpt_attachment *att, enum vpt_resume how, unsigned long data)
{
	if (data > VPT_NSIG)
		return -EIO;
	att->task->left_stop = false;
	vpt_resume_layer(att, how, (int)data);
	return att->task->left_stop && data != SIGKILL ? -ESRCH : 0;
}

/* ptrace_request(): the requests that are the same on every machine. */
long vpt_ptrace_request(struct vpt_attachment *att, pid_t caller, long request,
			unsigned long addr, unsigned long data)
{
	switch (request) {
	case PTRACE_PEEKTEXT:
	case PTRACE_PEEKDATA:
		return peekdata(att, caller, addr, data);
	case PTRACE_POKETEXT:
	case PTRACE_POKEDATA:
		return vpt_poke_word(att, addr, (long)data);
	case PTRACE_OLDSETOPTIONS:
	case PTRACE_SETOPTIONS:
		return setoptions(att, caller, data);
	case PTRACE_GETEVENTMSG:
		return geteventmsg(att, caller, data);
	case PTRACE_PEEKSIGINFO:
		return vpt_peeksiginfo(att, caller, addr, data, false);
	case PTRACE_GETSIGINFO:
		return getsiginfo(att, caller, data);
	case PTRACE_SETSIGINFO:
		return setsiginfo(att, caller, data);
	case PTRACE_GETSIGMASK:
		return getsigmask(att, caller, addr, data);
	case PTRACE_SETSIGMASK:
		return setsigmask(att, caller, addr, data);
	case PTRACE_LISTEN:
		return listen(att);
	case PTRACE_DETACH:
		return vpt_detach(att, data);
	case PTRACE_SINGLESTEP:
		return resume(att, VPT_RESUME_STEP, data);
	case PTRACE_SINGLEBLOCK:
		return resume(att, VPT_RESUME_BLOCK, data);
	case PTRACE_SYSEMU:
		return resume(att, VPT_RESUME_SYSEMU, data);
	case PTRACE_SYSEMU_SINGLESTEP:
		return resume(att, VPT_RESUME_SYSEMU_STEP, data);
	case PTRACE_SYSCALL:
		return resume(att, VPT_RESUME_SYSCALL, data);
	case PTRACE_CONT:
		return resume(att, VPT_RESUME_CONT, data);
	case PTRACE_GETREGSET:
	case PTRACE_SETREGSET:
		return regset(att, caller, request, addr, data);
	case PTRACE_SET_SYSCALL_INFO:
		return set_syscall_info(att, caller, addr, data);
	case PTRACE_GET_RSEQ_CONFIGURATION:
		return get_rseq_configuration(att, caller, addr, data);
	case PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG:
	case PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG:
		return syscall_user_dispatch(att, caller, request, addr, data);
	case PTRACE_SECCOMP_GET_FILTER:
		return seccomp_get_filter(att, caller, addr, data);
	case PTRACE_SECCOMP_GET_METADATA:
		return seccomp_get_metadata(att, caller, addr, data);
	case PTRACE_GET_SYSCALL_INFO:
		return get_syscall_info(att, caller, addr, data);
	default:
		return -EIO;
	}
}

/* ptrace_check_attach(): the caller is the tracer, and the tracee is stopped for it. */
static long check_attach(struct vpt *vpt, const struct vpt_caller *caller, pid_t pid,
			 bool ignore_state, struct vpt_attachment **out)
{
	struct vpt_task *task = vpt_task_find(vpt, pid);

	*out = task ? vpt_attachment_of(task, caller->tid) : NULL;
	if (!*out)
		return -ESRCH;
	if (!ignore_state && ((*out)->state != ATT_STOPPED || is_dead(*out)))
		return -ESRCH;
	return 0;
}

static long dispatch(struct vpt_attachment *att, const struct vpt_caller *caller,
		     long request, unsigned long addr, unsigned long data)
{
	return caller->compat
		       ? vpt_arch_compat_ptrace(att, caller->tid, request, addr, data)
		       : vpt_arch_ptrace(att, caller->tid, request, addr, data);
}

/* A layer that is before the entry of a call at which others hold the task sees the registers
 * of a call that was interrupted and will begin again. If it sets others, the call is off. */
static long dispatch_before_entry(struct vpt_attachment *att,
				  const struct vpt_caller *caller, long request,
				  unsigned long addr, unsigned long data)
{
	struct vpt_task *task = att->task;
	bool again = vpt_arch_call_again(task);
	long rc = dispatch(att, caller, request, addr, data);

	if (again && vpt_arch_interrupted(task))
		vpt_arch_call_entered(task);
	else if (again)
		vpt_arch_skip_call(task);
	return rc;
}

/* SYSCALL_DEFINE4(ptrace) */
long vpt_ptrace(struct vpt *vpt, const struct vpt_caller *caller, long request, pid_t pid,
		unsigned long addr, unsigned long data)
{
	struct vpt_attachment *att;
	long rc;

	if (request == PTRACE_TRACEME)
		return vpt_traceme(vpt, caller);
	pid = vpt_find_pid(vpt, caller->pid_ns, pid);
	if (request == PTRACE_ATTACH || request == PTRACE_SEIZE)
		return vpt_attach(vpt, caller, request == PTRACE_SEIZE, pid, addr, data);
	rc = check_attach(vpt, caller, pid,
			  request == PTRACE_KILL || request == PTRACE_INTERRUPT, &att);
	if (rc)
		return rc;
	switch (request) {
	case PTRACE_KILL:
		if (!is_dead(att))
			VPT_OP(vpt, kill, pid);
		return 0;
	case PTRACE_INTERRUPT:
		return interrupt(att);
	default:
		return vpt_is_before_entry(att) && vpt_arch_is_register_request(request)
			       ? dispatch_before_entry(att, caller, request, addr, data)
			       : dispatch(att, caller, request, addr, data);
	}
}

#define NAME(request)                      \
	{                                  \
		PTRACE_##request, #request \
	}
static const struct {
	long request;
	const char *name;
} names[] = {
	NAME(TRACEME),
	NAME(PEEKTEXT),
	NAME(PEEKDATA),
	{ PTRACE_PEEKUSR, "PEEKUSER" },
	NAME(POKETEXT),
	NAME(POKEDATA),
	{ PTRACE_POKEUSR, "POKEUSER" },
	NAME(CONT),
	NAME(KILL),
	NAME(SINGLESTEP),
	NAME(SINGLEBLOCK),
	NAME(ATTACH),
	NAME(DETACH),
	NAME(SYSCALL),
	NAME(SYSEMU),
	NAME(SYSEMU_SINGLESTEP),
	NAME(SETOPTIONS),
	NAME(OLDSETOPTIONS),
	NAME(GETEVENTMSG),
	NAME(GETSIGINFO),
	NAME(SETSIGINFO),
	NAME(GETREGSET),
	NAME(SETREGSET),
	NAME(SEIZE),
	NAME(INTERRUPT),
	NAME(LISTEN),
	NAME(PEEKSIGINFO),
	NAME(GETSIGMASK),
	NAME(SETSIGMASK),
	NAME(SECCOMP_GET_FILTER),
	NAME(SECCOMP_GET_METADATA),
	NAME(GET_SYSCALL_INFO),
	NAME(SET_SYSCALL_INFO),
	NAME(GET_RSEQ_CONFIGURATION),
	NAME(SET_SYSCALL_USER_DISPATCH_CONFIG),
	NAME(GET_SYSCALL_USER_DISPATCH_CONFIG),
	NAME(GETREGS),
	NAME(SETREGS),
	NAME(GETFPREGS),
	NAME(SETFPREGS),
	NAME(GETFPXREGS),
	NAME(SETFPXREGS),
	NAME(GET_THREAD_AREA),
	NAME(SET_THREAD_AREA),
	NAME(ARCH_PRCTL),
};

const char *vpt_request_name(long request)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].request == request)
			return names[i].name;
	return NULL;
}
