/* SPDX-License-Identifier: MIT
 * sim.h: a small machine in memory that runs under the tracing system.
 *
 * Its tasks run toy programs (arrays of operations) one step at a time, and only when the
 * caller says so: nothing happens by itself, so every run can be repeated. Towards its tracer
 * it behaves as the Linux kernel does: the names of the functions say which part of the
 * kernel each of them stands for. It serves the unit tests and the model test, and is the
 * example for those who bring a machine of their own: sim_host_ops is a complete
 * vpt_host_ops, and sim_step() shows when to call vpt_machine_stopped() and its kin.
 */
#ifndef VPTRACE_SIM_H
#define VPTRACE_SIM_H

#include <linux/sched.h>
#include <sys/syscall.h>
#include <vptrace/vptrace.h>

struct sim; /* a machine */

/* ---- programs ---- */

enum sim_op_kind {
	SIM_OP_NOP,  /* one instruction of two bytes */
	SIM_OP_INT3, /* a breakpoint instruction */
	SIM_OP_JUMP, /* to the operation with number arg[0] */
	SIM_OP_CALL, /* the system call nr; those that do something are listed below */
};

/* One operation of a program. What a system call does depends on its number, so that a tracer
 * can change it; what it does that with is in the operation that it was made from:
 *
 *   read             blocks until sim_wake(); restarted if interrupted (ERESTARTSYS)
 *   pause            blocks until a handler runs (ERESTARTNOHAND)
 *   nanosleep        blocks for arg[0] steps (ERESTARTSYS)
 *   wait4            blocks until the process has no children, and reaps them
 *   futex            blocks until the task is the only thread of its process
 *   fork, vfork      the child runs `program`, or goes on as the parent does
 *   clone            the same; arg[0]: CLONE_THREAD, CLONE_PARENT, CLONE_UNTRACED, signal
 *   execve           the task runs `program` from its start; NULL: ENOENT
 *   exit, exit_group arg[0]: the status
 *   tgkill           arg[0] is sent to the task itself
 *   kill             arg[1] is sent to process arg[0]; 0: its own; -1: its parent
 *   rt_sigaction     arg[0]: signal, arg[1]: enum sim_action
 *   rt_sigprocmask   arg[0]: the new mask
 *   ptrace           calls the machine's hook with arg[0]
 *
 * All other calls return 0 at once. A program that ends exits with status 0.
 */
struct sim_op {
	enum sim_op_kind kind;
	long nr;
	long arg[2];
	const struct sim_program *program;
};

struct sim_program {
	const struct sim_op *ops;
	unsigned count;
};

/* Define a program: SIM_PROGRAM(name, operation, …); */
#define SIM_PROGRAM(name, ...)                                           \
	static const struct sim_op name##_ops[] = { __VA_ARGS__ };       \
	static const struct sim_program name __attribute__((unused)) = { \
		.ops = name##_ops,                                       \
		.count = sizeof(name##_ops) / sizeof(name##_ops[0]),     \
	}
#define SIM_NOP                    \
	{                          \
		.kind = SIM_OP_NOP \
	}
#define SIM_INT3                    \
	{                           \
		.kind = SIM_OP_INT3 \
	}
#define SIM_JUMP(to)                               \
	{                                          \
		.kind = SIM_OP_JUMP, .arg = { to } \
	}
#define SIM_SYSCALL(name, ...)                                                \
	{                                                                     \
		.kind = SIM_OP_CALL, .nr = SYS_##name, .arg = { __VA_ARGS__ } \
	}
#define SIM_START(name, flags, child)                                    \
	{                                                                \
		.kind = SIM_OP_CALL, .nr = SYS_##name, .arg = { flags }, \
		.program = child                                         \
	}
#define SIM_RAISE(sig) SIM_SYSCALL(tgkill, sig)

enum sim_action { SIM_DEFAULT, SIM_IGNORE, SIM_HANDLE, SIM_HANDLE_RESTART };

/* Every process has its program at SIM_TEXT, and those of further threads behind it; the signal
 * handler at SIM_HANDLER, and a page of data, shared by the threads, at SIM_DATA. */
#define SIM_TEXT      0x400000ul
#define SIM_TEXT_SIZE 0x1000ul
#define SIM_HANDLER   0x500000ul
#define SIM_DATA      0x600000ul
#define SIM_DATA_SIZE 4096ul

/* ---- the machine ---- */

extern const struct vpt_host_ops sim_host_ops;

/* Who is told what happens to tasks. */
struct sim_listener {
	void *arg;
	void (*stopped)(void *arg, pid_t tid, const struct vpt_machine_stop *stop,
			uint64_t tag);
	void (*exited)(void *arg, pid_t tid, int status, uid_t uid);
	void (*tracer_exited)(void *arg, pid_t tgid, pid_t tid);
};

/* What happens inside a program's ptrace(): the task `tid` makes the call. */
typedef void sim_hook(void *arg, pid_t tid, long op_arg);

struct sim *sim_new(void);
void sim_free(struct sim *sim);
/* Tell this tracing system what happens. */
void sim_serve(struct sim *sim, struct vpt *vpt);
/* Tell somebody else. */
void sim_listen(struct sim *sim, const struct sim_listener *listener);
void sim_set_hook(struct sim *sim, sim_hook *hook, void *arg);
/* A stop and its report become two steps, so that the tracing system hears of it late. */
void sim_set_late(struct sim *sim, bool late);
/* Real parents and tracers get SIGCHLD as a signal. Off at first. */
void sim_set_sigchld(struct sim *sim, bool on);

/* Create a process, whose parent is the task `parent` (0: init, which is task 1). */
pid_t sim_spawn(struct sim *sim, pid_t parent, const struct sim_program *program);
void sim_set_uid(struct sim *sim, pid_t tid, uid_t uid);
void sim_set_pgid(struct sim *sim, pid_t tid, pid_t pgid);
/* A seccomp filter with SECCOMP_RET_TRACE for this call, inherited by children. (Without a
 * tracer that has the option, the call is made; the kernel would fail it.) */
void sim_set_seccomp(struct sim *sim, pid_t tid, long nr);
void sim_set_action(struct sim *sim, pid_t tid, int sig, enum sim_action action);

/* Let a task do one thing. False if it cannot do anything. */
bool sim_step(struct sim *sim, pid_t tid);
/* Let all tasks run, in turns, until none can or `limit` steps were made. True if none can. */
bool sim_run(struct sim *sim, unsigned limit);

/* The outside world: kill(2), tgkill(2), the end of a read, a parent's wait4(2). */
int sim_kill(struct sim *sim, pid_t pid, int sig);
int sim_tgkill(struct sim *sim, pid_t tid, int sig);
void sim_wake(struct sim *sim, pid_t tid);
/* A call that the task sleeps in ends and begins again: the machine's own affair. */
void sim_restart(struct sim *sim, pid_t tid);
/* The status of a dead child, which is reaped; 0 if it is not a zombie of `parent`. */
pid_t sim_wait(struct sim *sim, pid_t parent, pid_t pid, int *status);

/* PTRACE_ATTACH instead of SEIZE: for a tracer that is alone on the machine. */
int sim_attach(struct sim *sim, pid_t tid, unsigned long options);

/* ---- looking at it ---- */

enum sim_state {
	SIM_GONE,
	SIM_RUNNING,
	SIM_BLOCKED,   /* in a system call */
	SIM_TRACED,    /* in a ptrace-stop */
	SIM_LISTENING, /* in a ptrace-stop, after PTRACE_LISTEN */
	SIM_STOPPED,   /* in a group-stop, not traced */
	SIM_ZOMBIE,
};

struct sim_view {
	pid_t tid, tgid;
	uint64_t
		path; /* which child of which parent: does not depend on the order of steps */
	enum sim_state state;
	enum vpt_stop_kind stop; /* TRACED, LISTENING */
	bool traced;
	bool unheard; /* the listener has not been told of the stop, or the death, yet */
	bool group_stopped;
	bool dying; /* SIGKILL or exit has begun to end it */
	int exit_status;
	unsigned queued[65];	/* how often each signal was sent to the process … */
	unsigned delivered[65]; /* … and took effect */
};

/* False if there is no such task. */
bool sim_look(struct sim *sim, pid_t tid, struct sim_view *view);
/* Fill `tids` with all tasks but init, oldest first; returns how many there are. */
unsigned sim_tasks(struct sim *sim, pid_t *tids, unsigned max);
/* The next of the notices that notify() was called with; false if there is none. */
bool sim_next_notice(struct sim *sim, struct vpt_notice *notice);
/* How often a host operation was called: "seize", "interrupt", "detach", "new_tracee", … */
unsigned sim_count(struct sim *sim, const char *op);
/* Read and write a task's data page, without any check. */
void *sim_data(struct sim *sim, pid_t tid);

#endif
