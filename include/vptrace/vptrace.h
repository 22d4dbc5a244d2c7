/* SPDX-License-Identifier: MIT
 * vptrace.h: the tracing system as a library.
 *
 * One `struct vpt` is one tracing system: a set of tasks, the relations between tracers and
 * tracees, and the stops that are under way. It is driven by three kinds of calls:
 *
 *   - tracers ask:     vpt_ptrace(), vpt_wait()
 *   - the host tells:  vpt_machine_stopped(), vpt_machine_exited(), vpt_tracer_exited()
 *   - the owner looks: vpt_for_each_attachment()
 *
 * and acts through the vpt_host_ops table. It is single-threaded, makes no system call and
 * is deterministic: the same calls give the same operations.
 *
 * Unlike the kernel it lets a task have many tracers. Attachments are layers, ordered by
 * attach time, the first being outermost; each tracer sees what it would see if it were the
 * only one. docs/architecture.md says how stops travel through the layers.
 */
#ifndef VPTRACE_VPTRACE_H
#define VPTRACE_VPTRACE_H

#include <vptrace/host.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vpt; /* a tracing system */

/** Create a tracing system over a host. `ops` must outlive it; `host` is passed to each
 * operation and stays the caller's. NULL if there is no memory. */
struct vpt *vpt_new(const struct vpt_host_ops *ops, void *host);
/** Forget all relations and free everything. No host operation is called. */
void vpt_free(struct vpt *vpt);

/** The task that makes a call. */
struct vpt_caller {
	pid_t tid;
	pid_t tgid;
	uint64_t pid_ns; /**< its PID namespace, as in vpt_identity */
	bool compat; /**< the call is one of the 32-bit ABI: structures have its layouts */
};

/** The system call ptrace(request, pid, addr, data), made by `caller`. Returns what the
 * system call returns (kernel/ptrace.c, SYSCALL_DEFINE4(ptrace)): for PEEK requests the word
 * is stored at `data` in the caller's memory, as the raw system call has it. Pointers in
 * addr and data are the caller's and are accessed with copy_from_user/copy_to_user. */
long vpt_ptrace(struct vpt *vpt, const struct vpt_caller *caller, long request, pid_t pid,
		unsigned long addr, unsigned long data);

/** Which children a wait is about (kernel/exit.c, struct wait_opts). */
enum vpt_wait_which { VPT_WAIT_ANY, VPT_WAIT_PID, VPT_WAIT_PGID };

struct vpt_wait {
	enum vpt_wait_which which;
	pid_t id; /**< PID, PGID: the number */
	int options; /**< WNOHANG, WNOWAIT, __WNOTHREAD, WEXITED, … (wait4 implies WEXITED) */
};

/** What became of a wait. */
enum vpt_wait_outcome {
	VPT_WAIT_REPORT, /**< `result` holds a status; call vpt_wait_commit() once delivered */
	VPT_WAIT_BLOCK, /**< tracees match, none has anything to report */
	VPT_WAIT_HOST, /**< no tracee matches (or a real child has died): it is the host's
			    own wait that answers */
};

struct vpt_wait_result {
	pid_t pid;	  /**< the task, */
	pid_t nr;	  /**< and its number in the caller's PID namespace */
	int status;	  /**< in the form of wait4 */
	siginfo_t info;	  /**< in the form of waitid */
	void *attachment; /**< for vpt_wait_commit() */
	bool continued;	  /**< it is not a stop or an exit, but WCONTINUED's */
	bool all_foreign; /**< BLOCK: every tracee that matches is not a child of the caller,
			       so that the host's own wait might say ECHILD */
};

/** Find what a wait by `caller` would return (do_wait() in kernel/exit.c). Changes nothing. */
enum vpt_wait_outcome vpt_wait(struct vpt *vpt, const struct vpt_caller *caller,
			       const struct vpt_wait *wait,
			       struct vpt_wait_result *result);
/** Has the exit from the last system call of task `tid`, which an interrupt by the tracing system
 * has cut short, been shown to nobody, since the call was to begin anew? */
bool vpt_exit_is_hidden(struct vpt *vpt, pid_t tid);
/** Has the tracer `tgid` a status that none of its waits has collected yet? */
bool vpt_has_report(struct vpt *vpt, pid_t tgid);
/** The result has reached the caller: consume the status, and reap if it was an exit. Not
 * to be called for WNOWAIT, nor when the call that was to be answered has been interrupted. */
void vpt_wait_commit(struct vpt *vpt, const struct vpt_wait_result *result);

/** The host's task `tid` has stopped. If the stop is a signal that vpt_host_ops.send_signal
 * sent, `tag` is its tag, otherwise 0. */
void vpt_machine_stopped(struct vpt *vpt, pid_t tid, const struct vpt_machine_stop *stop,
			 uint64_t tag);
/** The host's task `tid` has died with this wait4 status and waits to be reaped. */
void vpt_machine_exited(struct vpt *vpt, pid_t tid, int status, uid_t uid);
/** The host's task `tid`, a leader, has exited with this wait4 status before the other threads of
 * its group. vpt_machine_exited() follows when they have gone. */
void vpt_leader_exited(struct vpt *vpt, pid_t tid, int status, uid_t uid);
/** Another thread of the group of `tid`, which is no tracee, has called exec and has its
 * leader's number now: there is no status of the leader, which is no tracee any more. False if
 * `tid` is no leader. */
bool vpt_machine_replaced(struct vpt *vpt, pid_t tid);
/** A thread (`tid` != 0) or a whole thread group that is a tracer has died: exit_ptrace(). */
void vpt_tracer_exited(struct vpt *vpt, pid_t tgid, pid_t tid);
/** The thread `former` of the group `tgid`, not its leader, has executed a program: the other
 * threads have died, which need not be told, and its number is `tgid` from now on. It keeps
 * its tracees (de_thread() in the kernel's fs/exec.c). */
void vpt_tracer_execed(struct vpt *vpt, pid_t tgid, pid_t former);
/** A task has executed a program with more privileges than some of its tracers: those that may
 * not trace it any more let go of it, as if they had died. The kernel has the program do without
 * the privileges instead (ptracer_capable()), but a host may not be able to. */
void vpt_recheck_access(struct vpt *vpt, pid_t tid);
/** No thread of the group `tgid` is in a wait of the host's own any more: the answer to
 * vpt_host_ops.parent_waits. */
void vpt_parent_left(struct vpt *vpt, pid_t tgid);
/** Make a controlled task return to the host's kernel entry for a moment, unseen by its
 * tracers: an interrupted system call that restarts shows neither its exit nor its second
 * entry. -ESRCH if the task is not under control, -EBUSY if it is stopped anyway. */
int vpt_kick(struct vpt *vpt, pid_t tid);

/** What a signal that was sent by vpt_host_ops.send_signal with this tag looks like, for a host
 * that shows pending signals (PTRACE_PEEKSIGINFO). False if there is none. */
bool vpt_sent_info(struct vpt *vpt, pid_t tid, uint64_t tag, siginfo_t *info);

/** A call of the task `tid`, which the host is serving (vpt_ptrace, vpt_wait), is one that a
 * seccomp filter of the task's own answers with SECCOMP_RET_TRACE and these 16 bits of data.
 * Returns 0 if the task now gets its PTRACE_EVENT_SECCOMP: the call is interrupted, needs no
 * answer, and will come again; 1 if it has had it: serve the call; -ENOSYS if no tracer asked
 * for the event: the call fails with that, as the kernel has it. */
int vpt_seccomp_event(struct vpt *vpt, pid_t tid, unsigned long data);

/** A tracer sends SIGSTOP to one thread of a tracee: tgkill(tgid, tid, SIGSTOP), or tkill if
 * `tgid` is 0. Debuggers that have attached make threads stop so. If others trace the thread
 * too, they are not meant: the stop is raised for the caller's layer alone, and 0 returned.
 * -ENOTSUP: the host has to send the signal. */
int vpt_stop_request(struct vpt *vpt, const struct vpt_caller *caller, pid_t tgid,
		     pid_t tid);
/** Has any tracer planted a breakpoint anywhere? If not, nothing is hidden from anybody. */
bool vpt_has_breakpoints(const struct vpt *vpt);
/** Has any tracer written code of its own in this range, in whichever memory? If not, nothing
 * there is hidden from anybody. */
bool vpt_has_breakpoint_in(const struct vpt *vpt, unsigned long addr, size_t len);
/** Is there code below this address, in the memory of a tracee of the thread group
 * `tracer_tgid`, that another tracer has written, and that is hidden from that group, or was? */
bool vpt_hides_below(struct vpt *vpt, pid_t tracer_tgid, unsigned long limit);
/** Has any task several tracers? If not, nobody can come to hide something while a read is under
 * way, but for a tracer that attaches meanwhile. */
bool vpt_has_shared(const struct vpt *vpt);
/** Is this a tracee of the caller's that others trace too? What a host reads later than it was
 * asked to, they may have changed by then, even where nothing was hidden. */
bool vpt_is_shared(struct vpt *vpt, const struct vpt_caller *caller, pid_t tid);
/** A tracer reads the memory of its tracee `tid` by other ways than PTRACE_PEEK*, such as
 * /proc/PID/mem or process_vm_readv(): the bytes that are there, with its own breakpoints, but
 * without those of other tracers. Returns as vpt_host_ops.read_memory; -ENOTSUP if the caller is
 * no tracer of the task: let the host do it. */
long vpt_read_memory(struct vpt *vpt, const struct vpt_caller *caller, pid_t tid,
		     unsigned long addr, void *buf, size_t len);
/** For a host that has read that memory itself, as it is: make it what the caller sees. 0, or
 * -ENOTSUP as above. */
int vpt_see_memory(struct vpt *vpt, const struct vpt_caller *caller, pid_t tid,
		   unsigned long addr, void *buf, size_t len);
/** The same as vpt_read_memory() for writing. A write that changes one byte of code, to a
 * breakpoint instruction, plants a breakpoint of the tracer's own: others do not see it, and it
 * stops none of them. Writes of more than VPT_WRITE_MAX bytes are -ENOTSUP: split them. */
#define VPT_WRITE_MAX 256
long vpt_write_memory(struct vpt *vpt, const struct vpt_caller *caller, pid_t tid,
		      unsigned long addr, const void *buf, size_t len);

/** Would the thread group `tracer_tgid` trace, by attaching to the task `tid`, one that traces it,
 * directly or through others? Such an attach is refused with -EPERM. */
bool vpt_would_cycle(struct vpt *vpt, pid_t tracer_tgid, pid_t tid);
/** True while the host's task is under control (seized). */
bool vpt_is_tracee(struct vpt *vpt, pid_t tid);
/** True while a thread of the group `tracer_tgid` traces the task `tid`, dead or alive. */
bool vpt_is_traced_by(struct vpt *vpt, pid_t tid, pid_t tracer_tgid);
/** Number of tasks under control. */
unsigned vpt_tracee_count(const struct vpt *vpt);

/** How an attachment was made. */
enum vpt_attached {
	VPT_BY_ATTACH,	/**< PTRACE_ATTACH */
	VPT_BY_SEIZE,	/**< PTRACE_SEIZE */
	VPT_BY_TRACEME, /**< PTRACE_TRACEME */
	VPT_BY_BIRTH, /**< a child of a tracee: PTRACE_O_TRACEFORK and the like, CLONE_PTRACE */
};

/** One attachment, as vpt_for_each_attachment() shows it. */
struct vpt_attachment_view {
	pid_t tracee, tracee_tgid;
	pid_t tracer, tracer_tgid;
	unsigned layer; /**< 0 is outermost */
	enum vpt_attached attached;
	bool seized;		 /**< behaves as after PTRACE_SEIZE; inherited at birth */
	unsigned long options;	 /**< PTRACE_O_* */
	const char *state;	 /**< "running", "stopped", "listening", "dead" */
	enum vpt_stop_kind stop; /**< of the stop, if stopped, listening or dead in one */
	int code;		 /**< status in the form of wait4, if stopped or dead */
	bool reportable;	 /**< a wait has not collected it yet */
	int64_t mark; /**< what the host has left at vpt_notice.mark; 0 at first */
};
/** Show each attachment, a tracee's from the outermost to the innermost. `fn` must not make
 * any of the calls that change something. */
void vpt_for_each_attachment(struct vpt *vpt,
			     void (*fn)(void *arg,
					const struct vpt_attachment_view *view),
			     void *arg);

/** A siginfo in the layout of 32-bit programs: copy_siginfo_to_user32(). `out` has
 * VPT_SIGINFO32_SIZE bytes. */
#define VPT_SIGINFO32_SIZE 128
void vpt_siginfo_to_32(const siginfo_t *info, void *out);
/** The inverse, copy_siginfo_from_user32(). */
void vpt_siginfo_from_32(const void *in, siginfo_t *info);

/** Name of a way to attach: "attach", "seize", "traceme", "birth". */
const char *vpt_attached_name(enum vpt_attached attached);
/** Name of one option without its prefix ("TRACEFORK"); NULL if unknown. */
const char *vpt_option_name(unsigned long option);
/** Name of a stop as ptrace(2) has it: "signal-delivery-stop", "PTRACE_EVENT_FORK". `event`
 * is needed for VPT_STOP_EVENT: status >> 16. */
const char *vpt_stop_name(enum vpt_stop_kind kind, int event);
/** Name of a ptrace request without its prefix ("SEIZE"); NULL if unknown. */
const char *vpt_request_name(long request);
/** Version of the library: "MAJOR.MINOR.PATCH". */
const char *vpt_version(void);

#ifdef __cplusplus
}
#endif
#endif
