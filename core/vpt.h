/* SPDX-License-Identifier: MIT
 * vpt.h: the structures of the tracing system, shared by the files of core/ and arch/.
 */
#ifndef VPT_CORE_H
#define VPT_CORE_H

#include <stdlib.h>
#include <sys/queue.h>
#include <sys/uio.h>

/* Out of memory in the middle of a hash table: the library may not call exit(). */
#define uthash_fatal(msg) abort()
#include <uthash.h>
#include <vptrace/vptrace.h>

#include "ptrace_abi.h"

enum vpt_attachment_state {
	ATT_RUNNING,   /* lets the task go */
	ATT_STOPPED,   /* holds the task in a ptrace-stop */
	ATT_LISTENING, /* resumed with PTRACE_LISTEN */
	ATT_DEAD,      /* the task is dead, and this tracer has not reaped it yet */
};

/* A breakpoint at an instruction that another layer goes over out of line, so that the machine
 * does not run into it. */
enum vpt_missed {
	MISSED_NONE,
	MISSED_INSN,  /* a breakpoint instruction */
	MISSED_WATCH, /* a debug register */
};

struct vpt_place {
	unsigned long ip, sp;
};

/* Where a layer has sent the task, see errand.c. */
struct vpt_errand {
	bool sent;		/* and has not been told of a stop since */
	bool noted;		/* in this stop: */
	struct vpt_place found; /* where it was before its registers were set */
	struct vpt_place home;	/* where it was before the errand */
	unsigned long sp;	/* that of the errand; 0: none */
};

/* One (tracer, tracee) pair: the kernel's task_struct.ptrace and all that hangs on it. */
struct vpt_attachment {
	struct vpt_task *task;
	struct vpt_tracer *tracer;
	uint64_t pid_ns;  /* the tracer's PID namespace, */
	pid_t nr;	  /* the task's number there, */
	pid_t former_nr;  /* and the one it had before exec gave it the leader's */
	pid_t tracer_tid; /* only this thread may make requests */
	uint64_t seq;	  /* order of attaching; grows inwards */
	enum vpt_attached attached;
	int64_t mark; /* the host's: see vpt_notice.mark */
	bool seized;
	bool natural; /* the tracer is the real parent, and the task a plain child */
	unsigned long options;

	enum vpt_attachment_state state; /* see stop.c, resume.c, machine.c and exit.c */
	enum vpt_stop_kind stop;	 /* STOPPED, LISTENING: what kind of stop */
	int code;		/* as task_struct.exit_code: status >> 8; DEAD: status */
	bool reportable;	/* no wait has collected code yet */
	bool in_journey;	/* the stop is the one the journey brought */
	bool has_info;		/* false in a group-stop of a non-seized tracee */
	siginfo_t info;		/* last_siginfo */
	unsigned long msg;	/* ptrace_message */
	enum vpt_resume resume; /* how the tracer last resumed the task */

	bool left_group; /* LISTEN: has been told of the end of a group-stop that others see
			  * go on */
	bool want_group; /* a report of the group-stop is owed: attached while it lasted */
	bool want_sigstop; /* a SIGSTOP stop is owed: ATTACH, or birth under a non-seized one */
	bool want_trap; /* a PTRACE_EVENT_STOP is owed: INTERRUPT, birth when seized */
	bool trap_waits; /* … by an INTERRUPT in the layer's last stop: after what that led to */
	int sigstop_code;  /* si_code of that SIGSTOP */
	pid_t sigstop_pid; /* … and, if it is SI_TKILL, si_pid and si_uid */
	uid_t sigstop_uid;
	bool exec_trap; /* exec's SIGTRAP is under way to this layer */
	bool due; /* the stop on its way is for this layer: see vpt_journey.chosen */
	bool saw_seccomp;  /* has been shown the last PTRACE_EVENT_SECCOMP */
	bool exiting;	   /* has seen PTRACE_EVENT_EXIT: only the death can follow */
	bool in_call;	   /* has stopped in the current system call before its exit */
	bool missed_entry; /* … and if it follows calls, is to be shown its entry yet */
	bool skipped_call; /* SYSEMU: it has made the task skip the call that it is in */
	bool set_regs;	   /* its tracer has set registers in this stop */
	struct vpt_errand errand;
	bool out_of_line; /* has resumed the task in code of its own, see breakpoint.c */
	bool watch_trap;  /* the SIGTRAP on its way is of this layer's debug registers */
	bool told;	  /* has been shown the stop of the journey, if that is chosen */
	enum vpt_missed missed;		 /* why it is shown it nevertheless */
	struct vpt_debugregs *debugregs; /* NULL: none set; arch/ */
	bool detaching;			 /* by PTRACE_DETACH: what it has written stays */
	bool stepped; /* the step that the machine makes, or made last, is for this layer */

	TAILQ_ENTRY(vpt_attachment) layer;   /* in task->layers */
	LIST_ENTRY(vpt_attachment) stolen;   /* in tracer->tracees */
	TAILQ_ENTRY(vpt_attachment) reports; /* in tracer->reports, while reportable */
};
TAILQ_HEAD(vpt_layers, vpt_attachment);

enum { VPT_ARCH_NREGS = 27 }; /* as PTRACE_GETREGS has them */
enum { VPT_DEBUG_SLOTS = 4 }; /* addresses that the machine can watch */

/* A stop on its way through the layers. */
struct vpt_journey {
	bool active;
	bool chosen; /* visits only layers that are due */
	bool real; /* SIGNAL: the machine is in the signal-delivery-stop of this signal */
	bool dirty;	 /* SIGNAL: info differs from what the machine holds */
	bool requeued;	 /* SIGNAL: it is blocked, and the machine will bring it again */
	int passed;	 /* SIGNAL, chosen: what one of the layers has let pass */
	bool breakpoint; /* SIGNAL: the trap of a breakpoint of the layers', at trap_addr */
	unsigned long trap_addr; /* of another trap: where the task is, if it is common */
	bool first_pass; /* visits only layers that are out_of_line: they put things right */
	bool displaced; /* merged is what one of these has set */
	bool common; /* several layers asked for it: each sees regs, and changes merge */
	unsigned long regs[VPT_ARCH_NREGS], merged[VPT_ARCH_NREGS];
	bool landed; /* first_pass: they are right, and have been so: */
	unsigned long landing[VPT_ARCH_NREGS];
	uint64_t from; /* visits only layers with seq > from */
	struct vpt_machine_stop stop;
	struct vpt_attachment *at; /* the layer to visit, or visited, now */
	bool visiting;		   /* `at` holds the task for this journey */
};

/* A signal of ours under way to a task: what it shall look like when it arrives. */
struct vpt_sent_signal {
	uint64_t tag;
	uint64_t from;	/* see vpt_journey.from */
	bool exec_trap; /* only for layers with exec_trap */
	bool merged;	/* the machine has an older one of that number in its place */
	siginfo_t info;
	SLIST_ENTRY(vpt_sent_signal) link;
};

enum vpt_machine_state {
	MACHINE_FREE,	   /* not under control */
	MACHINE_RUNNING,   /* seized and running */
	MACHINE_STOPPED,   /* in a ptrace-stop of the machine */
	MACHINE_LISTENING, /* resumed with LISTEN */
	MACHINE_ZOMBIE,	   /* dead, not reaped */
};

/* A thread that is, or was a moment ago, a tracee. */
struct vpt_task {
	struct vpt *vpt;
	pid_t tid, tgid;
	uid_t uid;
	uint64_t pid_ns; /* its own PID namespace, */
	pid_t nr;	 /* and its number there */
	pid_t mm; /* whose memory it has: a thread group, its own but after vfork */
	struct vpt_layers layers; /* outermost first */
	unsigned nlayers, nstopped, nlistening;

	enum vpt_machine_state machine;
	unsigned long machine_options;
	bool interrupting; /* the host was asked to interrupt, and no stop came since */
	bool interrupted_first; /* … in the machine's last stop: any stop answers that */
	bool late_trap; /* … another stop came, and the interrupt may be pending still */
	bool group_stopped; /* in a group-stop that the layers know of, though it may run */
	bool in_syscall;    /* between entry and exit, as the layers have been shown */
	bool hidden_exit;   /* an exit caused by our interrupt has not been shown; */
	unsigned long hidden_ip; /* the instruction after that call */
	unsigned long
		seccomp_call; /* the last one that was reported by PTRACE_EVENT_SECCOMP */
	bool restarting;   /* a call that an interrupt of ours ended will begin again */
	bool stepped;	   /* the machine was told to step, and its trap may be pending */
	bool step_call;	   /* a step over a system call instruction, done as SYSCALL */
	bool set_regs;	   /* a layer has set registers in a stop that restarts a call */
	bool emulates;	   /* the machine skips the call that it stops at the entry of */
	bool put_back;	   /* … to those of an interrupted call, see restart_call() */
	bool want_seccomp; /* PTRACE_EVENT_SECCOMP is owed, see seccomp.c */
	bool in_seccomp;   /* that stop is under way */
	bool seccomp_passed; /* the call that it was for begins again */
	unsigned long seccomp_data;
	/* the machine's debug registers: whose they are, and which of that layer's */
	struct {
		struct vpt_attachment *att;
		int reg;
	} debug_slots[VPT_DEBUG_SLOTS];
	unsigned ndebugregs; /* layers with debugregs */
	bool left_stop;	     /* … before it could be resumed: it has been killed */
	bool one_only; /* the machine lets it execute one instruction, see breakpoint.c */
	bool debug_dirty; /* the machine has those of a layer that has gone */
	bool postponed;	  /* waits for another thread, see breakpoint.c */
	bool newborn;	  /* auto-attached, parent's event not seen yet */
	struct {
		bool known;	       /* the rest has been looked up */
		unsigned long options; /* one of which would make its creator report it */
		pid_t parent, parent_tgid; /* its real parent, if it is no thread */
	} birth;			   /* newborn: see birth.c */
	uint64_t since;	       /* RUNNING, or newborn: when that began, on vpt->clock */
	enum vpt_stop_kind at; /* STOPPED: the kind of the machine's stop */
	int group_signr;       /* of the group-stop, or of the last one */
	int deliver;	       /* signal to deliver on resume … */
	int delivered;	       /* … and at the last one */
	int exit_status;       /* ZOMBIE: wait4 status */

	struct vpt_journey journey;
	bool has_deferred; /* a stop that waits for a hidden exit to be shown first */
	struct vpt_machine_stop deferred;
	uint64_t deferred_tag;
	bool deferred_ours;
	SLIST_HEAD(, vpt_sent_signal) sent;
	UT_hash_handle hh;
};

/* A real child that its tracer must now reap with the host's own wait. */
struct vpt_host_zombie {
	pid_t pid;
	LIST_ENTRY(vpt_host_zombie) link;
};

/* A thread group that has tracees. */
struct vpt_tracer {
	struct vpt *vpt;
	pid_t tgid;
	LIST_HEAD(, vpt_attachment) tracees; /* the kernel's ptrace_children */
	TAILQ_HEAD(, vpt_attachment) reports;
	LIST_HEAD(, vpt_host_zombie) zombies;
	uint64_t mark; /* last cycle search that came here */
	UT_hash_handle hh;
};

struct vpt {
	const struct vpt_host_ops *ops;
	void *host;
	struct vpt_task *tasks;	    /* by tid */
	struct vpt_tracer *tracers; /* by tgid */
	struct vpt_mm *mms;	    /* memories with private code, see patch.h */
	uint64_t next_seq, next_tag, next_mark, clock;
	unsigned nshared;  /* tasks with several layers */
	unsigned newborns; /* tasks whose parent's event has not been seen */
};

#define VPT_OP(vpt, op, ...) ((vpt)->ops->op((vpt)->host, ##__VA_ARGS__))

/* task.c */
struct vpt_task *vpt_task_find(struct vpt *vpt, pid_t tid);
struct vpt_task *vpt_task_new(struct vpt *vpt, pid_t tid, pid_t tgid);
void vpt_task_free(struct vpt_task *task);
void vpt_task_number(struct vpt_task *task, uint64_t pid_ns);
void vpt_task_rename(struct vpt_task *task, pid_t tid);
void vpt_task_running(struct vpt_task *task);
struct vpt_tracer *vpt_tracer_find(struct vpt *vpt, pid_t tgid);
struct vpt_tracer *vpt_tracer_get(struct vpt *vpt, pid_t tgid);
void vpt_tracer_drop_if_idle(struct vpt_tracer *tracer);

/* attach.c */
struct vpt_attachment *vpt_link(struct vpt_task *task, struct vpt_tracer *tracer,
				pid_t tid, uint64_t pid_ns);
void vpt_unlink(struct vpt_attachment *att);
struct vpt_attachment *vpt_attachment_of(struct vpt_task *task, pid_t tracer_tid);
long vpt_attach(struct vpt *vpt, const struct vpt_caller *caller, bool seize, pid_t pid,
		unsigned long addr, unsigned long flags);
long vpt_traceme(struct vpt *vpt, const struct vpt_caller *caller);
long vpt_detach(struct vpt_attachment *att, unsigned long data);
long vpt_check_options(struct vpt *vpt, pid_t caller, unsigned long options);

/* birth.c */
void vpt_inherit(struct vpt_task *parent, pid_t child_tid, int event);
struct vpt_task *vpt_newborn(struct vpt *vpt, pid_t tid);
void vpt_settle_newborns(struct vpt *vpt, struct vpt_task *dying);

/* stop.c */
void vpt_stop_layer(struct vpt_attachment *att, enum vpt_stop_kind kind, int code,
		    const siginfo_t *info, unsigned long msg);
void vpt_stop_layer_notify(struct vpt_attachment *att, enum vpt_stop_kind kind, int signr,
			   int code, unsigned long msg);
void vpt_group_report(struct vpt_attachment *att, int signr);
void vpt_report_trap(struct vpt_attachment *att);
void vpt_report_syscall(struct vpt_attachment *att, enum vpt_stop_kind kind);
bool vpt_in_mid_call(const struct vpt_task *task);
bool vpt_is_before_entry(const struct vpt_attachment *att);
void vpt_raise_trap(struct vpt_attachment *att);
void vpt_siginfo_sigstop(const struct vpt_attachment *att, siginfo_t *info);
bool vpt_listens_on(const struct vpt_attachment *att);
void vpt_traps_are_due(struct vpt_task *task);
void vpt_raise_owed(struct vpt_task *task, bool goes_on);
void vpt_raise_entries(struct vpt_task *task);

/* journey.c */
bool vpt_is_emulation(enum vpt_resume how);
void vpt_journey_begin(struct vpt_task *task, const struct vpt_machine_stop *stop);
bool vpt_journey_advance(struct vpt_task *task);
void vpt_journey_share(struct vpt_task *task);
void vpt_journey_set_regs(struct vpt_attachment *att);
bool vpt_journey_recall(struct vpt_attachment *att);
void vpt_journey_merge(struct vpt_attachment *att);

/* resume.c */
void vpt_skip_emulated(struct vpt_attachment *att);
void vpt_resume_layer(struct vpt_attachment *att, enum vpt_resume how, int signr);
bool vpt_is_step(enum vpt_resume how);
void vpt_machine_resume(struct vpt_task *task);
bool vpt_end_listening(struct vpt_task *task);
void vpt_forget_call(struct vpt_task *task);
void vpt_task_interrupt(struct vpt_task *task);
void vpt_want_options(struct vpt_task *task);

/* machine.c */
void vpt_task_advance(struct vpt_task *task);
void vpt_void_stops(struct vpt_task *task);

/* signal.c */
void vpt_signal_resumed(struct vpt_attachment *att, int signr);
void vpt_signal_arrived(struct vpt_task *task, struct vpt_machine_stop *stop,
			uint64_t tag);
void vpt_send_tagged(struct vpt_task *task, const siginfo_t *info, uint64_t from,
		     bool exec_trap);
void vpt_inject_signal(struct vpt_task *task, const siginfo_t *info, uint64_t from);
void vpt_siginfo_kernel(siginfo_t *info, int signr, int code);

/* seccomp.c */
bool vpt_seccomp_begin(struct vpt_task *task, const struct vpt_machine_stop *stop);
bool vpt_seccomp_end(struct vpt_task *task);

/* wait.c */
void vpt_report(struct vpt_attachment *att, bool signal);
void vpt_tell_exit(struct vpt_attachment *att, int status);
void vpt_unreport(struct vpt_attachment *att);

/* memory.c */
long vpt_peek_word(struct vpt_attachment *att, unsigned long addr, long *word);
long vpt_poke_word(struct vpt_attachment *att, unsigned long addr, long word);

/* patch.c */
void vpt_breakpoints_free(struct vpt *vpt);

/* breakpoint.c */
bool vpt_breakpoint_trap(struct vpt_task *task, const siginfo_t *info,
			 unsigned long *addr);
void vpt_breakpoint_passed(struct vpt_task *task);
enum vpt_missed vpt_breakpoint_missed(struct vpt_attachment *att, unsigned long addr);
bool vpt_breakpoint_own_code(struct vpt_attachment *att, unsigned long ip);
enum vpt_execute {
	EXECUTE_PLAIN,
	EXECUTE_ONE,  /* one instruction */
	EXECUTE_WAIT, /* not now */
};
enum vpt_execute vpt_breakpoint_execute(struct vpt_task *task);
void vpt_breakpoint_executed(struct vpt_task *task);
bool vpt_has_layer_in(const struct vpt_tracer *tracer, pid_t mm);
void vpt_breakpoints_unlink(const struct vpt_attachment *att);
void vpt_breakpoints_exec(struct vpt_task *task);
void vpt_breakpoints_fork(struct vpt_task *parent, struct vpt_task *child, bool shares);

/* errand.c */
void vpt_errand_begin(struct vpt_attachment *att);
void vpt_errand_resumed(struct vpt_attachment *att);
bool vpt_errand_trap(struct vpt_task *task, const siginfo_t *info);

/* exit.c */
void vpt_exit_advance(struct vpt_task *task);
void vpt_leader_replaced(struct vpt_task *leader);
void vpt_exit_reaped(struct vpt_attachment *att);

/* request.c */
long vpt_ptrace_request(struct vpt_attachment *att, pid_t caller, long request,
			unsigned long addr, unsigned long data);
long vpt_ptrace_regset(struct vpt_attachment *att, pid_t caller, long request,
		       unsigned long type, struct iovec *user);
long vpt_peeksiginfo(struct vpt_attachment *att, pid_t caller, unsigned long addr,
		     unsigned long data, bool compat);

/* compat.c */
long vpt_compat_request(struct vpt_attachment *att, pid_t caller, long request,
			unsigned long addr, unsigned long data);

/* arch/<machine>/ */
enum { VPT_CLONE_VM = 0x100, VPT_CLONE_PTRACE = 0x2000 }; /* linux/sched.h */
long vpt_arch_ptrace(struct vpt_attachment *att, pid_t caller, long request,
		     unsigned long addr, unsigned long data);
long vpt_arch_compat_ptrace(struct vpt_attachment *att, pid_t caller, long request,
			    unsigned long addr, unsigned long data);
extern const unsigned char vpt_arch_breakpoint_insn;
bool vpt_arch_is_breakpoint_trap(struct vpt_task *task, const siginfo_t *info,
				 unsigned long *addr);
bool vpt_arch_is_fetch_fault(struct vpt_task *task, const siginfo_t *info,
			     unsigned long *addr);
void vpt_arch_set_ip(struct vpt_task *task, unsigned long ip);
bool vpt_arch_debug_trap(struct vpt_task *task, const siginfo_t *info);
void vpt_arch_debug_unlink(struct vpt_attachment *att);
void vpt_arch_debug_apply(struct vpt_task *task);
void vpt_arch_debug_exec(struct vpt_task *task);
void vpt_arch_let_pass(struct vpt_task *task);
bool vpt_arch_watches(const struct vpt_attachment *att, unsigned long addr);
void vpt_arch_missed_trap(struct vpt_attachment *att, unsigned long *regs,
			  siginfo_t *info);
void vpt_arch_missed_regs(const unsigned long *before, unsigned long *regs);
bool vpt_arch_get_regs(struct vpt_task *task, unsigned long *regs);
void vpt_arch_set_regs(struct vpt_task *task, unsigned long *regs);
extern const unsigned vpt_arch_ip_reg, vpt_arch_sp_reg;
bool vpt_arch_is_register_request(long request);
bool vpt_arch_in_call(struct vpt_task *task);
bool vpt_arch_interrupted(struct vpt_task *task);
unsigned long vpt_arch_ip(struct vpt_task *task);
unsigned long vpt_arch_call_id(struct vpt_task *task);
unsigned long vpt_arch_restart_ip(unsigned long ip);
bool vpt_arch_will_restart(struct vpt_task *task, unsigned long ip);
bool vpt_arch_at_syscall_insn(struct vpt_task *task);
unsigned long vpt_arch_clone_flags(struct vpt_task *task);
void vpt_arch_skip_call(struct vpt_task *task);
void vpt_arch_call_entered(struct vpt_task *task);
bool vpt_arch_call_again(struct vpt_task *task);
void vpt_arch_syscall_seccomp_info(struct vpt_task *task, unsigned long data,
				   struct ptrace_syscall_info *info);
void vpt_arch_syscall_exit_info(struct vpt_task *task, struct ptrace_syscall_info *info);

/* task_pid_nr_ns() */
static inline pid_t vpt_pid_nr(struct vpt *vpt, uint64_t pid_ns, pid_t tid)
{
	return pid_ns && vpt->ops->pid_nr ? VPT_OP(vpt, pid_nr, pid_ns, tid) : tid;
}

/* find_task_by_pid_ns() */
static inline pid_t vpt_find_pid(struct vpt *vpt, uint64_t pid_ns, pid_t nr)
{
	return pid_ns && vpt->ops->find_pid ? VPT_OP(vpt, find_pid, pid_ns, nr) : nr;
}

static inline int vpt_copy_from_user(struct vpt *vpt, pid_t caller, unsigned long addr,
				     void *buf, size_t len)
{
	return VPT_OP(vpt, copy_from_user, caller, addr, buf, len);
}

static inline int vpt_copy_to_user(struct vpt *vpt, pid_t caller, unsigned long addr,
				   const void *buf, size_t len)
{
	return VPT_OP(vpt, copy_to_user, caller, addr, buf, len);
}

#endif
