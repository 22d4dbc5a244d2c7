/* SPDX-License-Identifier: MIT
 * host.c: the simulated machine's vpt_host_ops. No operation calls the tracing system: what
 * it sets off is reported by a later step.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "machine.h"

#define COUNT(op) ((struct sim *)host)->counts[COUNT_##op]++

/* ---- who is who ---- */

static int op_identify(void *host, pid_t tid, struct vpt_identity *out)
{
	struct sim_task *task = sim_find(host, tid);

	if (!task)
		return -ESRCH;
	*out = (struct vpt_identity){ .tid = tid,
				      .tgid = task->process->tgid,
				      .uid = task->process->uid,
				      .dead = task->state == SIM_ZOMBIE };
	return 0;
}

static int op_real_parent(void *host, pid_t tid, struct vpt_identity *out)
{
	struct sim_task *task = sim_find(host, tid);

	if (!task)
		return -ESRCH;
	if (task->process->parent)
		*out = (struct vpt_identity){ .tid = task->process->parent_tid,
					      .tgid = task->process->parent->tgid,
					      .uid = task->process->parent->uid };
	else
		*out = (struct vpt_identity){ .tid = 1, .tgid = 1 };
	return 0;
}

/* Every child of the sim is a plain one. */
static int op_exit_signal(void *host, pid_t tid)
{
	struct sim_task *task = sim_find(host, tid);

	return task ? task->process->exit_signal : -ESRCH;
}

static pid_t op_getpgid(void *host, pid_t pid)
{
	struct sim_process *process = sim_find_process(host, pid);

	return process ? process->pgid : -ESRCH;
}

/* Nothing waits here: the tests ask. */
static bool op_parent_waits(void *host, pid_t tgid)
{
	(void)host;
	(void)tgid;
	return false;
}

static bool op_exists(void *host, pid_t tid)
{
	return sim_find(host, tid) != NULL;
}

static int op_may_access(void *host, pid_t caller, pid_t target)
{
	struct sim_task *from = sim_find(host, caller), *to = sim_find(host, target);

	if (!from || !to)
		return -EPERM;
	return from->process->uid == 0 || from->process->uid == to->process->uid ? 0
										 : -EPERM;
}

static bool op_continued(void *host, pid_t tid, bool collect)
{
	struct sim_task *task = sim_find(host, tid);
	bool continued = task && task->process->continued;

	if (continued && collect)
		task->process->continued = false;
	return continued;
}

static bool op_seccomp_privileged(void *host, pid_t caller)
{
	struct sim_task *task = sim_find(host, caller);

	return task && task->process->uid == 0;
}

/* ---- control ---- */

static int take(struct sim *sim, pid_t tid, unsigned long options, bool legacy)
{
	struct sim_task *task = sim_find(sim, tid);

	if (!task)
		return -ESRCH;
	if (task->traced || task->state == SIM_ZOMBIE)
		return -EPERM;
	task->traced = true;
	task->legacy = legacy;
	task->options = options;
	task->how = VPT_RESUME_CONT;
	if (task->state == SIM_STOPPED) {
		task->trap_stop = true;
		task->state = SIM_RUNNING;
		task->phase = PHASE_SIGNALS;
	}
	return 0;
}

static int op_seize(void *host, pid_t tid, unsigned long options, pid_t by)
{
	(void)by;
	COUNT(seize);
	return take(host, tid, options, false);
}

int sim_attach(struct sim *sim, pid_t tid, unsigned long options)
{
	int rc = take(sim, tid, options, true);

	if (rc == 0)
		sim_send(sim_find(sim, tid), false, SIGSTOP, SI_KERNEL, 0, 0);
	return rc;
}

/* ptrace_check_attach() */
static struct sim_task *stopped_task(struct sim *sim, pid_t tid)
{
	struct sim_task *task = sim_find(sim, tid);

	return task && task->traced && task->state == SIM_TRACED ? task : NULL;
}

static int op_set_options(void *host, pid_t tid, unsigned long options)
{
	struct sim_task *task = stopped_task(host, tid);

	COUNT(set_options);
	if (!task)
		return -ESRCH;
	task->options = options;
	return 0;
}

static int op_interrupt(void *host, pid_t tid)
{
	struct sim_task *task = sim_find(host, tid);

	COUNT(interrupt);
	if (!task || !task->traced)
		return -ESRCH;
	if (task->state == SIM_ZOMBIE || task->killed || task->phase >= PHASE_DYING)
		return 0;
	task->trap_stop = true;
	if (task->state == SIM_LISTENING)
		task->state = SIM_RUNNING;
	return 0;
}

static int op_resume(void *host, pid_t tid, enum vpt_resume how, int sig)
{
	struct sim_task *task = stopped_task(host, tid);

	COUNT(resume);
	if (!task)
		return -ESRCH;
	if (how == VPT_RESUME_LISTEN) {
		if (task->stop.kind != VPT_STOP_TRAP && task->stop.kind != VPT_STOP_GROUP)
			return -EIO;
		task->state = task->trap_notify ? SIM_RUNNING : SIM_LISTENING;
		return 0;
	}
	task->how = how;
	task->inject = sig;
	task->state = SIM_RUNNING;
	return 0;
}

/* __ptrace_unlink() */
static int op_detach(void *host, pid_t tid, int sig)
{
	struct sim_task *task = stopped_task(host, tid);

	COUNT(detach);
	if (!task)
		return -ESRCH;
	task->traced = false;
	task->how = VPT_RESUME_CONT;
	task->inject = sig;
	task->state = SIM_RUNNING;
	task->unheard = false;
	task->trap_stop = task->trap_notify = false;
	if (task->phase < PHASE_DYING &&
	    (task->process->stopped || task->process->stop_count)) {
		task->stop_pending = true;
		if (!task->stop_sig)
			task->stop_sig = SIGSTOP;
	}
	return 0;
}

static int op_reap(void *host, pid_t tid)
{
	struct sim_task *task = sim_find(host, tid);

	COUNT(reap);
	if (!task || task->state != SIM_ZOMBIE || !task->traced)
		return -ESRCH;
	task->traced = false;
	if (tid == task->process->tgid)
		sim_notify_parent(task);
	else
		sim_release_task(task);
	return 0;
}

static int op_send_signal(void *host, pid_t tid, int sig, uint64_t tag)
{
	struct sim_task *task = sim_find(host, tid);

	COUNT(send_signal);
	if (!task)
		return -ESRCH;
	/* what can be forged is not what the kernel would send */
	sim_send(task, false, sig, SI_QUEUE, 1, tag);
	return 0;
}

static int op_kill(void *host, pid_t tid)
{
	struct sim_task *task = sim_find(host, tid);

	COUNT(kill);
	if (!task)
		return -ESRCH;
	sim_send(task, false, SIGKILL, SI_USER, 0, 0);
	return 0;
}

/* ---- requests ---- */

/* Every thread has a copy of its text, all of which sim_host_ops keeps equal: */
static unsigned char *own_text_at(struct sim_task *task, unsigned long addr)
{
	return addr >= task->text_at && addr < task->text_at + task->text_size
		       ? &task->text[addr - task->text_at]
		       : NULL;
}

/* vfork: the child has its parent's memory until it lets go of it. */
static struct sim_process *memory_of(struct sim_task *task)
{
	struct sim_task *parent =
		task->vfork_parent ? sim_find(task->sim, task->vfork_parent) : NULL;

	return parent && parent->program == task->program ? memory_of(parent)
							  : task->process;
}

static unsigned char *text_at(struct sim_task *task, unsigned long addr)
{
	const struct sim_process *memory = memory_of(task);
	unsigned char *byte = own_text_at(task, addr);
	struct sim_task *other;

	TAILQ_FOREACH(other, &task->sim->tasks, link)
		if (!byte && memory_of(other) == memory)
			byte = own_text_at(other, addr);
	return byte;
}

/* The byte at an address of the task, or NULL. */
static unsigned char *byte_at(struct sim_task *task, unsigned long addr, bool caller)
{
	if (addr >= SIM_DATA && addr < SIM_DATA + SIM_DATA_SIZE)
		return &task->process->data[addr - SIM_DATA];
	return caller ? NULL : text_at(task, addr);
}

static long peek(struct sim_task *task, unsigned long addr, unsigned char *word)
{
	unsigned i;

	memset(word, 0, sizeof(long));
	if (addr >= SIM_HANDLER && addr < SIM_HANDLER + SIM_HANDLER_SIZE) {
		memcpy(word, sim_handler + (addr - SIM_HANDLER),
		       SIM_HANDLER_SIZE - (addr - SIM_HANDLER));
		return 0;
	}
	for (i = 0; i < sizeof(long); i++) {
		unsigned char *byte = byte_at(task, addr + i, false);

		if (!byte && i == 0)
			return -EIO;
		if (byte)
			word[i] = *byte;
	}
	return 0;
}

static long op_read_memory(void *host, pid_t tid, unsigned long addr, void *buf,
			   size_t len)
{
	struct sim_task *task = sim_find(host, tid);
	unsigned char *byte, *to = buf;
	size_t n;

	for (n = 0; task && n < len && (byte = byte_at(task, addr + n, false)); n++)
		to[n] = *byte;
	return n ? (long)n : -EIO;
}

static void write_byte(struct sim_task *task, unsigned long addr, unsigned char value)
{
	const struct sim_process *memory = memory_of(task);
	unsigned char *byte = byte_at(task, addr, false);
	struct sim_task *other;

	if (byte)
		*byte = value;
	TAILQ_FOREACH(other, &task->sim->tasks, link)
		if (memory_of(other) == memory && (byte = own_text_at(other, addr)))
			*byte = value;
}

static long poke(struct sim_task *task, unsigned long addr, unsigned long word)
{
	unsigned i;

	if (!byte_at(task, addr, false))
		return -EIO;
	for (i = 0; i < sizeof(long); i++)
		write_byte(task, addr + i, (unsigned char)(word >> (8 * i)));
	return 0;
}

static long op_write_memory(void *host, pid_t tid, unsigned long addr, const void *buf,
			    size_t len)
{
	struct sim_task *task = sim_find(host, tid);
	const unsigned char *from = buf;
	size_t n;

	for (n = 0; task && n < len && byte_at(task, addr + n, false); n++)
		write_byte(task, addr + n, from[n]);
	return n ? (long)n : -EIO;
}

static bool op_is_code(void *host, pid_t tid, unsigned long addr)
{
	(void)host;
	(void)tid;
	return addr >= SIM_TEXT && addr < SIM_HANDLER;
}

static long user_area(struct sim_task *task, bool write, unsigned long offset, void *data)
{
	unsigned long *word = (unsigned long *)((char *)&task->regs + offset);

	if (offset % sizeof(long) || offset >= sizeof(struct user))
		return -EIO;
	if (offset >= offsetof(struct user, u_debugreg))
		word = &task->debugregs[(offset - offsetof(struct user, u_debugreg)) /
					sizeof(long)];
	else if (offset >= sizeof(task->regs)) {
		if (!write)
			*(unsigned long *)data = 0;
		return 0;
	}
	if (write)
		*word = (unsigned long)data;
	else
		*(unsigned long *)data = *word;
	return 0;
}

static long regset(struct sim_task *task, bool write, unsigned long type,
		   struct iovec *iov)
{
	void *set = type == 1 ? (void *)&task->regs : (void *)&task->fpregs;
	size_t size = type == 1 ? sizeof(task->regs) : sizeof(task->fpregs);

	if (type != 1 && type != 2) /* NT_PRSTATUS, NT_PRFPREG */
		return -EINVAL;
	if (iov->iov_len % 8)
		return -EINVAL;
	if (iov->iov_len > size)
		iov->iov_len = size;
	if (write && type == 2 && iov->iov_len != size)
		return -EINVAL; /* xfpregs_set() */
	if (write && !iov->iov_base)
		return iov->iov_len ? -EFAULT : 0;
	if (write)
		memcpy(set, iov->iov_base, iov->iov_len);
	else
		memcpy(iov->iov_base, set, iov->iov_len);
	return 0;
}

static long peek_siginfo(struct sim_task *task,
			 const struct ptrace_peeksiginfo_args *args, siginfo_t *out)
{
	struct sim_queue *queue = args->flags & PTRACE_PEEKSIGINFO_SHARED
					  ? &task->process->pending
					  : &task->pending;
	struct sim_signal *signal;
	unsigned long long off = args->off;
	long n = 0;

	TAILQ_FOREACH(signal, queue, link)
		if (off > 0)
			off--;
		else if (n < args->nr)
			out[n++] = signal->info;
	return n;
}

static long syscall_info(struct sim_task *task, unsigned long size,
			 struct ptrace_syscall_info *out)
{
	struct ptrace_syscall_info info;
	long full = offsetof(struct ptrace_syscall_info, entry);

	memset(&info, 0, sizeof(info));
	info.instruction_pointer = task->regs.rip;
	info.stack_pointer = task->regs.rsp;
	if (task->stop.kind == VPT_STOP_SYSCALL_ENTRY) {
		info.op = PTRACE_SYSCALL_INFO_ENTRY;
		info.entry.nr = task->regs.orig_rax;
		full = offsetof(struct ptrace_syscall_info, entry.args[6]);
	} else if (task->stop.kind == VPT_STOP_EVENT &&
		   task->stop.event == PTRACE_EVENT_SECCOMP) {
		info.op = PTRACE_SYSCALL_INFO_SECCOMP;
		info.seccomp.nr = task->regs.orig_rax;
		info.seccomp.ret_data = (__u32)task->msg;
		full = offsetof(struct ptrace_syscall_info, seccomp.ret_data) +
		       sizeof(info.seccomp.ret_data);
	} else if (task->stop.kind == VPT_STOP_SYSCALL_EXIT) {
		info.op = PTRACE_SYSCALL_INFO_EXIT;
		info.exit.rval = (long)task->regs.rax;
		info.exit.is_error = info.exit.rval < 0 && info.exit.rval >= -4095;
		full = offsetof(struct ptrace_syscall_info, exit.is_error) + 1;
	}
	memcpy(out, &info, size < sizeof(info) ? size : sizeof(info));
	return full;
}

static long op_request(void *host, pid_t tid, long request, unsigned long addr,
		       void *data)
{
	struct sim_task *task = stopped_task(host, tid);

	if (!task)
		return -ESRCH;
	switch (request) {
	case PTRACE_PEEKTEXT:
	case PTRACE_PEEKDATA:
		return peek(task, addr, data);
	case PTRACE_POKETEXT:
	case PTRACE_POKEDATA:
		return poke(task, addr, (unsigned long)data);
	case PTRACE_PEEKUSR:
		return user_area(task, false, addr, data);
	case PTRACE_POKEUSR:
		return user_area(task, true, addr, data);
	case 12: /* PTRACE_GETREGS */
		memcpy(data, &task->regs, sizeof(task->regs));
		return 0;
	case 13:
		memcpy(&task->regs, data, sizeof(task->regs));
		return 0;
	case 14: /* PTRACE_GETFPREGS */
		memcpy(data, &task->fpregs, sizeof(task->fpregs));
		return 0;
	case 15:
		memcpy(&task->fpregs, data, sizeof(task->fpregs));
		return 0;
	case PTRACE_GETREGSET:
		return regset(task, false, addr, data);
	case PTRACE_SETREGSET:
		return regset(task, true, addr, data);
	case PTRACE_GETEVENTMSG:
		*(unsigned long *)data = task->msg;
		return 0;
	case PTRACE_GETSIGINFO:
		if (!task->has_info)
			return -EINVAL;
		memcpy(data, &task->info, sizeof(task->info));
		return 0;
	case PTRACE_SETSIGINFO:
		if (!task->has_info)
			return -EINVAL;
		memcpy(&task->info, data, sizeof(task->info));
		return 0;
	case PTRACE_GETSIGMASK:
		memcpy(data, &task->blocked, sizeof(task->blocked));
		return 0;
	case PTRACE_SETSIGMASK:
		memcpy(&task->blocked, data, sizeof(task->blocked));
		task->blocked &= ~(SIM_BIT(SIGKILL) | SIM_BIT(SIGSTOP));
		return 0;
	case PTRACE_PEEKSIGINFO:
		return peek_siginfo(task, (void *)addr, data);
	case PTRACE_GET_SYSCALL_INFO:
		return syscall_info(task, addr, data);
	default:
		return -EIO;
	}
}

/* ---- the caller's memory ---- */

static unsigned char *user_memory(struct sim *sim, pid_t caller, unsigned long addr,
				  size_t len)
{
	struct sim_task *task = sim_find(sim, caller);

	if (!task || addr + len < addr || !byte_at(task, addr, true) ||
	    (len && !byte_at(task, addr + len - 1, true)))
		return NULL;
	return byte_at(task, addr, true);
}

static int op_copy_from_user(void *host, pid_t caller, unsigned long addr, void *buf,
			     size_t len)
{
	const unsigned char *memory = user_memory(host, caller, addr, len);

	if (!memory)
		return -EFAULT;
	memcpy(buf, memory, len);
	return 0;
}

static int op_copy_to_user(void *host, pid_t caller, unsigned long addr, const void *buf,
			   size_t len)
{
	unsigned char *memory = user_memory(host, caller, addr, len);

	if (!memory)
		return -EFAULT;
	memcpy(memory, buf, len);
	return 0;
}

/* ---- news ---- */

static void op_notify(void *host, const struct vpt_notice *notice)
{
	struct sim *sim = host;
	struct sim_notice *copy = malloc(sizeof(*copy));
	struct sim_process *process = sim_find_process(sim, notice->tracer_tgid);
	struct sim_task *task = process ? sim_any_thread(sim, process) : NULL;

	copy->notice = *notice;
	TAILQ_INSERT_TAIL(&sim->notices, copy, link);
	if (sim->sigchld && notice->signal && task)
		sim_send(task, true, SIGCHLD, notice->info.si_code, notice->tracee, 0);
}

static void op_new_tracee(void *host, pid_t tracer_tgid, pid_t tracer, pid_t tracee)
{
	(void)tracer_tgid, (void)tracer, (void)tracee;
	COUNT(new_tracee);
}

static void op_last_tracee_gone(void *host, pid_t tracer_tgid)
{
	(void)tracer_tgid;
	COUNT(last_tracee_gone);
}

const struct vpt_host_ops sim_host_ops = {
	.identify = op_identify,
	.real_parent = op_real_parent,
	.exit_signal = op_exit_signal,
	.continued = op_continued,
	.getpgid = op_getpgid,
	.exists = op_exists,
	.may_access = op_may_access,
	.seccomp_privileged = op_seccomp_privileged,
	.seize = op_seize,
	.set_options = op_set_options,
	.interrupt = op_interrupt,
	.resume = op_resume,
	.detach = op_detach,
	.parent_waits = op_parent_waits,
	.reap = op_reap,
	.send_signal = op_send_signal,
	.kill = op_kill,
	.request = op_request,
	.read_memory = op_read_memory,
	.write_memory = op_write_memory,
	.is_code = op_is_code,
	.copy_from_user = op_copy_from_user,
	.copy_to_user = op_copy_to_user,
	.notify = op_notify,
	.new_tracee = op_new_tracee,
	.last_tracee_gone = op_last_tracee_gone,
};
