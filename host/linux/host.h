/* SPDX-License-Identifier: MIT
 * host.h: the live host: real Linux tasks, driven through the kernel's ptrace.
 *
 * All of it must be called from one thread, the one that the kernel knows as the tracer.
 */
#ifndef VPT_HOST_LINUX_H
#define VPT_HOST_LINUX_H

#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/user.h>
#include <uthash.h>
#include <vptrace/vptrace.h>

/* What a system call returns that is to begin anew, as a tracer sees it (the kernel's
 * include/linux/errno.h). As an answer to a call it is for callers that have been told to stop
 * only: the call begins anew once they have. */
enum { ERESTARTSYS = 512, ERESTARTNOINTR = 513, ERESTARTNOHAND = 514 };

/* Where PTRACE_PEEKUSER and POKEUSER have a register. */
#define REG(name) offsetof(struct user_regs_struct, name)

/* What the host passes on to the session that owns it. */
struct linux_host_client {
	void (*notify)(void *arg, const struct vpt_notice *notice);
	void (*new_tracee)(void *arg, pid_t tracer_tgid, pid_t tracer, pid_t tracee);
	void (*last_tracee_gone)(void *arg, pid_t tracer_tgid);
	/* A child of ours that is no tracee has died and been reaped. */
	void (*child_exited)(void *arg, pid_t pid);
	/* A tracee is at the exit of a system call, or in a signal-delivery-stop that does
	 * not follow one; its stop will be told to the tracing system next. True if its
	 * registers may have been changed. */
	bool (*stopped)(void *arg, pid_t tid);
	/* A tracee has a new child or thread; exec gave it another id; it has died. */
	void (*born)(void *arg, pid_t parent, pid_t child);
	void (*renamed)(void *arg, pid_t former, pid_t tid);
	void (*died)(void *arg, pid_t tid);
	/* Another thread has taken a leader's place by exec. */
	void (*replaced)(void *arg, pid_t tid);
	/* A thread will be parked in pause() instead of this wait, or have other signals blocked
	 * than those of this mask (write that down; the number of the note, or -1: don't do
	 * it), and is so no more. */
	int (*parked)(void *arg, pid_t tid, int nr);
	int (*masked)(void *arg, pid_t tid, uint64_t mask);
	void (*unparked)(void *arg, int slot);
	/* Is a thread of this tracer in a wait of the kernel's? It is to be kicked out of it;
	 * vpt_parent_left() then. */
	bool (*parent_waits)(void *arg, pid_t tgid);
	/* A thread that was told to stop has left its system call, or died. */
	void (*left)(void *arg, pid_t tid);
	/* Nobody traces this task any more. Told in the middle of an operation. */
	void (*released)(void *arg, pid_t tid);
	/* A running task has been told to stop: it must be able to. */
	void (*interrupted)(void *arg, pid_t tid);
	/* A thread reads or writes a descriptor. Its position, after a move by so many bytes;
	 * false if such a call is to be left alone. */
	bool (*position)(void *arg, pid_t tid, int fd, int64_t move, uint64_t *offset);
	/* The thread's calls have been looked at for a while: go on with that? */
	bool (*looks_on)(void *arg, pid_t tid);
	/* Is a call with this length and this offset reported by the filter? */
	bool (*is_reported)(int nr, uint64_t len, uint64_t offset);
	/* This tracer is about to write private code at an address: reads of others that the
	 * kernel makes must be over. */
	void (*planting)(void *arg, pid_t tracer_tgid, unsigned long addr);
	/* May this task be traced at all? False for the session's own processes. */
	bool (*may_be_traced)(void *arg, pid_t tid);
};

/* What /proc/PID/status says of a task. */
struct proc_status {
	pid_t tgid, ppid;
	bool dead;	 /* a zombie; a leader's threads may be alive */
	int pidns_level; /* how many PID namespaces below that of /proc */
	unsigned threads, seccomp_filters;
	uint64_t pending, shared_pending, blocked; /* signals: bit n - 1 for signal n */
	uid_t uid[4]; /* real, effective, saved, file system */
	gid_t gid[4];
	uint64_t cap_permitted, cap_effective;
};

/* What /proc/PID/stat says of a process. */
struct proc_stat {
	char state;
	pid_t ppid, pgrp;
	unsigned threads;
	int exit_signal;
};

/* A wait that a thread is to be parked in, as seccomp reports it. */
struct linux_wait_call {
	bool compat;
	int nr;
	unsigned long args[6];
};

/* Why a thread that is to be parked has stopped. */
enum linux_park_stop { PARK_STOP_OTHER, PARK_STOP_TRAP, PARK_STOP_ENTRY, PARK_STOP_EXIT };

/* What wait tells of a stop. */
struct linux_stop {
	siginfo_t info;
	struct rusage ru;
};

/* What position.c knows of a thread. */
struct linux_position {
	unsigned calls; /* how many more are looked at */
	bool ours;	/* it stops at calls for that only */
	bool entering;	/* it has stopped at the entry of one */
	bool turned; /* its call was another one: this number and fourth argument, … */
	long nr, r10;
	size_t marked; /* … and this in the register that has the mark */
	long was;
	int fd;	       /* whose position it moves, or -1 */
	bool restarts; /* it begins again */
};

/* A task that is, or is being, controlled. */
struct linux_task {
	pid_t tid, tgid;  /* tgid: 0 until somebody asks */
	bool kicked;	  /* seized for a kick only, unknown to the tracing system */
	bool guarded;	  /* seized by guard.c only, likewise */
	bool dismissed;	  /* guarded until its next stop */
	bool exit_shown;  /* its last stop was the exit of a call that may begin anew */
	bool interrupted; /* told to stop, and has not yet */
	bool strong; /* seized with our own rights, by which the kernel goes at exec … */
	bool outranked; /* … though it has a tracer that lacks CAP_SYS_PTRACE */
	/* COMING: on its way to its wait's entry; IN: sleeps in pause() instead of it */
	enum { PARK_NONE, PARK_COMING, PARK_IN } park;
	enum linux_park_stop park_stop; /* its last stop */
	bool at_our_entry;		/* stops at the next entry for park.c only */
	int park_slot;			/* what client->parked said */
	struct linux_wait_call call;
	/* makes a call again, unseen: DUE when it is resumed, BEGUN until its next stop but the
	 * call's entry; meanwhile these signals are blocked beside those of its mask */
	enum { AGAIN_NONE, AGAIN_DUE, AGAIN_BEGUN } again;
	uint64_t again_blocks, again_mask;
	int again_slot; /* what client->masked said */
	struct linux_position position;
	bool dying;  /* a leader that has exited before its other threads, as was told */
	bool zombie; /* has died, and is kept until its tracers have reaped it */
	struct rusage ru;
	/* PTRACE_GET_SYSCALL_INFO of a syscall-stop, until the task runs on or somebody changes
	 * it; 0: not known */
	int syscall_info_size;
	struct __ptrace_syscall_info syscall_info;
	UT_hash_handle hh;
};

/* A task whose memory we have open, and the pieces of it that were looked up last. */
struct linux_piece {
	unsigned long start, end;
};
struct linux_memory {
	pid_t tid; /* 0: none */
	int fd;
	struct linux_piece code, data;
	int64_t data_until; /* ms: then it may have become code */
};

struct linux_host {
	struct vpt *vpt;
	const struct linux_host_client *client;
	void *arg;
	pid_t self;
	struct proc_status ids; /* our own */
	bool privileged; /* may trace what its callers may not: every attach is checked */
	int yama_scope;	 /* kernel.yama.ptrace_scope; 0 where there is no Yama */
	unsigned zombies; /* tasks with zombie set */
	bool stop_due; /* linux_host_poll() will find a stop, whether SIGCHLD says so or not */
	bool look_due;	       /* there may be more to find, when it is … */
	int64_t look_at;       /* … this time (linux_now_ns()) */
	int64_t leaders_at;    /* when leaders.c looks next; 0: never */
	int64_t leaders_delay; /* how long it waits then, while there is one that is dying */
	int64_t leaders_cost;	 /* how long its last look took; ns */
	struct linux_stop early; /* collected before it was looked for; si_pid 0: none */
	struct linux_task *tasks;
	struct linux_memory memory;
	struct linux_pidns *namespaces; /* those below ours that have been met */
};

/* machine.c */
extern const struct vpt_host_ops linux_host_ops;
int linux_host_init(struct linux_host *host, const struct linux_host_client *client,
		    void *arg);
void linux_host_fini(struct linux_host *host);
struct linux_task *linux_task_get(struct linux_host *host, pid_t tid);
void linux_task_forget(struct linux_host *host, struct linux_task *task);
bool linux_controls(struct linux_host *host, pid_t tid);
void linux_set_reg(pid_t tid, size_t reg, long value);
void linux_await_stop(struct linux_host *host, pid_t tid, unsigned limit_ms);
void linux_task_changed(struct linux_host *host, pid_t tid);

/* memory.c */
long linux_read_memory(void *host, pid_t tid, unsigned long addr, void *buf, size_t len);
long linux_write_memory(void *host, pid_t tid, unsigned long addr, const void *buf,
			size_t len);
bool linux_is_code(void *host, pid_t tid, unsigned long addr);
bool linux_is_writable(struct linux_host *host, pid_t tid, unsigned long addr);
void linux_memory_forget(struct linux_host *host, pid_t tid);

/* compat.c */
long linux_compat_request(void *host, pid_t tid, long request, uint32_t addr,
			  uint32_t data, void *buffer, size_t size);

/* events.c */
void linux_host_poll(struct linux_host *host, pid_t tid, int code);
int64_t linux_now_ns(void);
bool linux_continued(void *host, pid_t tid, bool collect);
bool linux_is_unborn(struct linux_host *host, pid_t tid);

int linux_waitid(pid_t tid, siginfo_t *info, int options);

/* leaders.c */
void linux_leader_signalled(struct linux_host *host, pid_t tid, int code);
void linux_look_at_leaders(struct linux_host *host);

/* kick.c */
bool linux_kick(struct linux_host *host, pid_t tid);
void linux_kick_stopped(struct linux_host *host, struct linux_task *task, int code);
void linux_kick_finish(struct linux_host *host, struct linux_task *task);
bool linux_is_wait_call(long nr, bool compat);
/* What a thread does: is it in no call, or in one in which it does not sleep; in a wait; or asleep
 * elsewhere, or gone? */
enum linux_doing { LINUX_RUNS, LINUX_WAITS, LINUX_IS_ELSEWHERE };
enum linux_doing linux_doing(pid_t tgid, pid_t tid);
bool linux_may_be_waiting(pid_t tgid, pid_t tid);
bool linux_may_be_reading(pid_t tgid, pid_t tid);
bool linux_is_in_exec(void *arg, pid_t tgid, pid_t tid);
bool linux_is_in_sigtimedwait(pid_t tid);
bool linux_is_interrupted(struct linux_host *host, pid_t tid);

/* guard.c */
void linux_guard(struct linux_host *host, pid_t tid);
void linux_guard_dismiss(struct linux_host *host, pid_t tid);
bool linux_guard_leave(struct linux_host *host, pid_t tid);
bool linux_is_guarded(struct linux_host *host, pid_t tid);
void linux_guard_stopped(struct linux_host *host, struct linux_task *task, int code);
void linux_guard_renamed(struct linux_host *host, pid_t former, pid_t tid);
int linux_guard_finish(struct linux_host *host, struct linux_task *task);

/* restart.c */
bool linux_is_uninterruptible(const struct user_regs_struct *regs);
bool linux_is_before_reported_call(const struct linux_task *task);
bool linux_restart_call(struct linux_host *host, pid_t tid);

/* again.c */
bool linux_again(struct linux_task *task);
enum vpt_resume linux_again_resume(struct linux_host *host, struct linux_task *task,
				   enum vpt_resume how, int sig);
void linux_again_over(struct linux_host *host, struct linux_task *task);
void linux_again_forget(struct linux_host *host, struct linux_task *task);
bool linux_again_arrived(struct linux_host *host, pid_t tid);

/* park.c */
int linux_park(struct linux_host *host, pid_t tid, const struct linux_wait_call *call);
bool linux_park_stopped(struct linux_host *host, struct linux_task *task,
			enum linux_park_stop stop);
enum vpt_resume linux_park_resume(struct linux_host *host, struct linux_task *task,
				  enum vpt_resume how, int sig);
void linux_park_forget(struct linux_host *host, struct linux_task *task);
void linux_unpark_regs(pid_t tid, int nr);

/* position.c */
/* By this a call that was turned is known; no program has it where a call has no argument. */
#define POSITION_MARK 0x7670747200000001ull
bool linux_follow_position(struct linux_host *host, pid_t tid, unsigned calls);
enum vpt_resume linux_position_resume(struct linux_host *host, struct linux_task *task,
				      enum vpt_resume how);
bool linux_position_stopped(struct linux_host *host, struct linux_task *task,
			    enum linux_park_stop stop);

/* identity.c */
int linux_identify(void *host, pid_t tid, struct vpt_identity *out);
int linux_exit_signal(void *host, pid_t tid);
int linux_real_parent(void *host, pid_t tid, struct vpt_identity *out);
bool linux_has_exited(pid_t tid);
bool linux_has_child(pid_t tgid, bool (*is_one)(void *arg, pid_t child), void *arg,
		     bool *threaded);

/* threads.c */
bool linux_for_each_thread(pid_t tgid, bool (*fn)(void *arg, pid_t tgid, pid_t tid),
			   void *arg);
/* … for each process, or for each thread of all of them. */
bool linux_for_each_process(bool (*fn)(void *arg, pid_t tgid, pid_t tid), void *arg,
			    bool threads);

/* pidns.c */
uint64_t linux_pidns_of(struct linux_host *host, pid_t tid, int level);
pid_t linux_pid_nr(void *host, uint64_t pid_ns, pid_t tid);
pid_t linux_find_pid(void *host, uint64_t pid_ns, pid_t nr);
pid_t linux_find_pgid(struct linux_host *host, uint64_t pid_ns, pid_t nr);
void linux_pidns_fini(struct linux_host *host);

/* access.c */
int linux_may_access(void *host, pid_t caller, pid_t target);
int linux_seize_as(struct linux_host *host, pid_t tid, unsigned long options, pid_t by);
bool linux_has_gained(pid_t tid);
bool linux_seccomp_privileged(void *host, pid_t caller);

/* proc.c: reading /proc */
int proc_status(pid_t tid, struct proc_status *out);
uint64_t proc_start_time(pid_t tid);
bool proc_is_zombie(pid_t tid, int *status);
int proc_stat(pid_t pid, struct proc_stat *out);
int proc_open_stat(pid_t tid);
bool proc_discards_signal(int stat, int sig, char *state);
ssize_t proc_read(char *buffer, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
