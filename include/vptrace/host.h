/* SPDX-License-Identifier: MIT
 * host.h: what the tracing system asks of the machine below it.
 *
 * A host runs tasks and can stop them. The live host drives real Linux tasks through the
 * kernel's ptrace; the sim host runs toy tasks in memory; an emulator supplies its own. The
 * tracing system never makes a system call: whatever it wants done goes through this table,
 * and whatever happens to a task is told to it with the vpt_machine_*() calls of vptrace.h.
 *
 * Rules for every operation: it must not call back into the tracing system; it returns 0 (or
 * a count) or a negative errno; -ESRCH means that the task died meanwhile, which is never an
 * error of the host (its exit will be reported by vpt_machine_exited()).
 */
#ifndef VPTRACE_HOST_H
#define VPTRACE_HOST_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct rusage;

/** Who a task is. Filled in by vpt_host_ops.identify. */
struct vpt_identity {
	pid_t tid;	 /**< thread id, the host's own numbering */
	pid_t tgid;	 /**< id of its thread group: what getpid() says */
	uid_t uid;	 /**< real user id */
	uint64_t pid_ns; /**< its PID namespace; 0: the host's own */
	bool dead;	 /**< it has exited: exit_state */
};

/** Ways to let a stopped task go on; each is the ptrace request of that name. */
enum vpt_resume {
	VPT_RESUME_CONT,
	VPT_RESUME_SYSCALL, /**< stop at the next system call's entry or exit */
	VPT_RESUME_STEP,    /**< stop after one instruction */
	VPT_RESUME_BLOCK,   /**< stop after the next taken branch */
	VPT_RESUME_LISTEN,  /**< stay in the group-stop, but report when it ends */
	VPT_RESUME_SYSEMU, /**< stop at the next system call's entry, and skip the call */
	/* Of layers only, never asked of a host: */
	VPT_RESUME_SYSEMU_STEP, /**< the same, and stop after one instruction */
};

/** The kinds of ptrace-stop, as ptrace(2) names them. */
enum vpt_stop_kind {
	VPT_STOP_NONE,
	VPT_STOP_SIGNAL,	/**< signal-delivery-stop */
	VPT_STOP_SYSCALL_ENTRY, /**< syscall-enter-stop */
	VPT_STOP_SYSCALL_EXIT,	/**< syscall-exit-stop */
	VPT_STOP_EVENT,		/**< PTRACE_EVENT_FORK … PTRACE_EVENT_SECCOMP */
	VPT_STOP_GROUP,		/**< group-stop */
	VPT_STOP_TRAP,		/**< PTRACE_EVENT_STOP that is not a group-stop */
};

/** A stop of the machine: what the only tracer of a seized task would learn from wait. */
struct vpt_machine_stop {
	enum vpt_stop_kind kind;
	int signr;	   /**< SIGNAL, GROUP: the signal */
	int event;	   /**< EVENT: PTRACE_EVENT_* */
	unsigned long msg; /**< EVENT: the event message */
	uid_t uid;	   /**< real user id of the task, for si_uid */
	bool unseen;	   /**< SYSCALL_EXIT: the call begins again at once, which is the
			    * machine's own affair: as after an interrupt by the core */
	siginfo_t info;	   /**< SIGNAL: the siginfo */
};

/** What a tracer is told when the state of one of its tracees changes. */
struct vpt_notice {
	pid_t tracer;	   /**< thread that is the tracer */
	pid_t tracer_tgid; /**< its thread group: SIGCHLD goes there, its waits may end */
	pid_t tracee;	   /**< thread whose state changed */
	int code;	   /**< status word in the form of wait4 */
	bool foreign;	   /**< the tracer is in a PID namespace that is not the host's */
	siginfo_t info;	   /**< the SIGCHLD as do_notify_parent() would make it */
	int64_t *mark; /**< a number that the host may keep with the attachment, such as
			    * the time, and gets back in vpt_attachment_view; NULL: none */
	bool signal;   /**< false: only wake its waits, the host has sent the signal */
	bool gone;     /**< the tracee is none any more, without a status: likewise */
};

/** The operations. All are required unless marked optional. `host` is the pointer given to
 * vpt_new(). */
struct vpt_host_ops {
	/** Find a task. -ESRCH if there is none. */
	int (*identify)(void *host, pid_t tid, struct vpt_identity *out);
	/** The thread whose child `tid` is (the kernel's real_parent). -ESRCH if gone. */
	int (*real_parent)(void *host, pid_t tid, struct vpt_identity *out);
	/** The signal that the task's end sends to its parent: SIGCHLD for a plain child, 0
	 * for none. */
	int (*exit_signal)(void *host, pid_t tid);
	/** Has the task's group been continued after a stop, without a wait having collected
	 * that (SIGNAL_STOP_CONTINUED)? With `collect` this is the wait that does. Optional:
	 * without it WCONTINUED finds no tracee. */
	bool (*continued)(void *host, pid_t tid, bool collect);
	/** Process group of a process; negative errno. */
	pid_t (*getpgid)(void *host, pid_t pid);
	/** The number of a task in a PID namespace, 0 if that does not see it; and the task
	 * that has a number there, 0 if none has. Optional, for hosts with one namespace. */
	pid_t (*pid_nr)(void *host, uint64_t pid_ns, pid_t tid);
	pid_t (*find_pid)(void *host, uint64_t pid_ns, pid_t nr);
	/** Is there such a task still, be it a zombie? */
	bool (*exists)(void *host, pid_t tid);
	/** May `caller` trace `target`? The kernel's __ptrace_may_access() with
	 * PTRACE_MODE_ATTACH_REALCREDS; 0 or -EPERM. */
	int (*may_access)(void *host, pid_t caller, pid_t target);
	/** May `caller` use PTRACE_O_SUSPEND_SECCOMP and SECCOMP_GET_FILTER? */
	bool (*seccomp_privileged)(void *host, pid_t caller);
	/** What stands for a filter that the host gives every task and no request shows,
	 * where a tracer goes by /proc, which tells of its mode: the program at this
	 * index, stored if `program` is not NULL. Its length or -ENOENT. NULL: there is no
	 * such filter. */
	long (*hidden_filter)(void *host, unsigned long index, void *program);

	/** Take control of a running task, as PTRACE_SEIZE with these PTRACE_O_ options.
	 * Returns 1 if the task is in a group-stop, which it will report without being
	 * interrupted. It is done with the rights of the task `by`, which count again when
	 * the tracee executes a program that would give it more (ptracer_cred). */
	int (*seize)(void *host, pid_t tid, unsigned long options, pid_t by);
	/** Change the options of a stopped task. */
	int (*set_options)(void *host, pid_t tid, unsigned long options);
	/** Make a running (or listening) task stop; it answers with TRAP or GROUP, or with
	 * any other stop that came first. Of a stopped task: as soon as it is resumed, before
	 * it does anything; -EBUSY if that would keep a call from the host that it has to see
	 * first. */
	int (*interrupt)(void *host, pid_t tid);
	/** Return when a listening task that has been interrupted has stopped, or will not;
	 * the stop is told later. Optional, for hosts whose tasks take time to stop. */
	void (*await_stop)(void *host, pid_t tid);
	/** Let a stopped task run, delivering signal `sig` (0: none). */
	int (*resume)(void *host, pid_t tid, enum vpt_resume how, int sig);
	/** Give up control of a stopped task, delivering `sig`. */
	int (*detach)(void *host, pid_t tid, int sig);
	/** A dead tracee is about to be handed to its real parent, the thread group `tgid`,
	 * which is a tracer of it. Is a thread of that group in a wait of the host's own? Then
	 * it could collect the tracee at once, which looks as if nobody wanted it. Make it
	 * leave, return true, and call vpt_parent_left() when it has. */
	bool (*parent_waits)(void *host, pid_t tgid);
	/** Reap a task reported by vpt_machine_exited(): from here its real parent may see
	 * it as a zombie. */
	int (*reap)(void *host, pid_t tid);
	/** Send a signal to one thread, with this siginfo where the host can (the tracing
	 * system repairs it at the signal-delivery-stop where it cannot: see
	 * vpt_machine_stopped()). */
	int (*send_signal)(void *host, pid_t tid, int sig, uint64_t tag);
	/** Kill the task's whole thread group: SIGKILL. */
	int (*kill)(void *host, pid_t tid);

	/** A ptrace request on a stopped task, the buffers being ours: PEEK/POKE (data is a
	 * `long *` for PEEK), GET/SETREGSET (data is a `struct iovec *`; with SETREGSET a NULL
	 * iov_base is memory that cannot be read), GET/SETREGS and FPREGS, GET/SETSIGINFO,
	 * GET/SETSIGMASK, PEEKSIGINFO, GET_SYSCALL_INFO (returns the full size), ARCH_PRCTL, …
	 * as the system call ptrace has them. -EIO for a request that the machine lacks. */
	long (*request)(void *host, pid_t tid, long request, unsigned long addr,
			void *data);

	/** The requests whose structures differ for 32-bit tracers, as their ABI has them:
	 * PEEK/POKE of words and of the user area, GET/SETREGS, FPREGS and FPXREGS. If
	 * `buffer` is not NULL, its `size` bytes take the place of the memory that `data`
	 * would point to. Optional: without it such tracers get -EIO. */
	long (*compat_request)(void *host, pid_t tid, long request, uint32_t addr,
			       uint32_t data, void *buffer, size_t size);

	/** Read and write the memory of a tracee, stopped or not, as /proc/PID/mem does:
	 * protection does not matter. The number of bytes, which is less than asked for if
	 * the memory ends; -EIO if there is none. */
	long (*read_memory)(void *host, pid_t tid, unsigned long addr, void *buf,
			    size_t len);
	long (*write_memory)(void *host, pid_t tid, unsigned long addr, const void *buf,
			     size_t len);
	/** Can this byte of a tracee's memory be executed? A breakpoint instruction that a
	 * tracer writes elsewhere is just a number. Optional: without it, all can. */
	bool (*is_code)(void *host, pid_t tid, unsigned long addr);
	/** This group is about to write code into a tracee's memory, from this address on, that
	 * others are not to see: those of their reads that the host has under way must be over
	 * on return, since vpt_see_memory() will not be asked about them. Optional. */
	void (*planting)(void *host, pid_t tracer_tgid, unsigned long addr);

	/** Read and write the memory of the task that called ptrace, with that task's own
	 * rights. 0 or -EFAULT. */
	int (*copy_from_user)(void *host, pid_t caller, unsigned long addr, void *buf,
			      size_t len);
	int (*copy_to_user)(void *host, pid_t caller, unsigned long addr, const void *buf,
			    size_t len);

	/** A tracee of notice->tracer changed state: send the SIGCHLD, look at the waits. */
	void (*notify)(void *host, const struct vpt_notice *notice);
	/** A task has become the tracee of the thread `tracer` of this group: waits of the
	 * group that the host's own kernel is serving must come back to vpt_wait(), and the
	 * deaths of the thread and of the group be told with vpt_tracer_exited(). */
	void (*new_tracee)(void *host, pid_t tracer_tgid, pid_t tracer, pid_t tracee);
	/** The last attachment of this group has ended: it need not be watched any more. */
	void (*last_tracee_gone)(void *host, pid_t tracer_tgid);
	/** Resources used by a task, in the sense of wait4; optional. */
	void (*rusage)(void *host, pid_t tid, struct rusage *out);
};

#endif
