/* SPDX-License-Identifier: MIT
 * meddle.h: the active tracer of the differential suite, shared by its files. See meddle.c.
 */
#ifndef TESTS_DIFF_ACTIVE_MEDDLE_H
#define TESTS_DIFF_ACTIVE_MEDDLE_H

#include <errno.h>
#include <linux/ptrace.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/types.h>
#include <sys/user.h>

#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif

enum { SYSCALL_STOP = SIGTRAP | 0x80 };
enum { TRAP_FLAG = 0x100, INT3 = 0xcc };
enum { UNKNOWN_CALL = 1 << 30 };

/* An address at which there is, or was, a breakpoint. It is kept when that is removed: a
 * thread may have run into it just before. */
struct breakpoint {
	unsigned long addr;
	unsigned char original;
	bool planted;
	unsigned hits;
	SLIST_ENTRY(breakpoint) link;
};

/* The memory of a process, or of several after vfork. */
struct memory {
	unsigned users;
	unsigned planted; /* how many there are now, */
	unsigned total;	  /* and have been */
	SLIST_HEAD(, breakpoint) breakpoints;
};

struct task {
	pid_t tid;
	struct memory *memory; /* NULL: its birth has not been told yet, */
	bool held;	       /* and it waits for that in its first stop, */
	unsigned waits;	       /* for so many stops of others */
	bool clean;	       /* its memory has been freed of what it got by fork */
	bool stopped;
	int status; /* of the stop */

	unsigned stops; /* counts, and thereby decides what is done */
	int resumed;	/* the request that it was resumed with, */
	long entered;	/* and the system call (x86-64) that it was in then; -1: none */
	bool restarts;	/* … which begins again, unseen, if it is interrupted */
	bool in_call;	/* an exit stop is to come */
	/* … or may be: a PTRACE_EVENT_STOP came before it, since another tracer held the task at
	 * the entry (docs/ptrace.md, "Several tracers") */
	bool stopped_in_call;
	bool step_owed;	      /* the trap of a step may be to come */
	bool steps_into_call; /* … which was over a system call, or the rest of one */
	unsigned steps_left;  /* of a series */
	struct breakpoint *over; /* steps over this one, which is to be planted again */
	unsigned interrupts;	 /* how often it was interrupted while nothing happened */
	bool thread;		 /* is one of several, or was */
	bool foretold;
	int end; /* … by PTRACE_EVENT_EXIT */
	LIST_ENTRY(task) link;
};
LIST_HEAD(task_list, task);

/* meddle.c */
extern struct task_list tasks;
__attribute__((format(printf, 1, 2))) void note(const char *format, ...);
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);
bool request(const struct task *task, int number, unsigned long addr, void *data);

#define REQUEST(task, name, addr, data) \
	request(task, PTRACE_##name, (unsigned long)(addr), (void *)(data))

/* plan.c */
bool is_interruptible(const struct task *task);
void go_on(struct task *task, int sig);
void trap(struct task *task, const siginfo_t *info, const struct user_regs_struct *regs);

/* plant.c */
struct memory *memory_new(void);
struct memory *memory_fork(const struct memory *from);
void memory_use(struct task *task, struct memory *memory);
void memory_drop(struct task *task);
void memory_clean(struct task *task);
bool get_byte(const struct task *task, unsigned long addr, unsigned char *byte);
struct breakpoint *breakpoint_at(const struct memory *memory, unsigned long addr);
bool plant(struct task *task, unsigned long addr);
void plant_again(struct task *task, struct breakpoint *breakpoint);
void uproot(struct task *task, struct breakpoint *breakpoint);
void uproot_all(struct task *task);

/* look.c */
long native_number(uint32_t arch, long nr);
bool get_regs(const struct task *task, struct user_regs_struct *regs);
pid_t leader_of(const struct task *task);
bool may_trap(const struct task *task);
bool may_step(const struct task *task);
bool will_restart(const struct task *task, const struct ptrace_syscall_info *call);
bool is_before_call(const struct task *task);
unsigned long clone_flags(const struct task *task);
void look(const struct task *task);

#endif
