/* SPDX-License-Identifier: MIT
 * machine.h: the structures of the simulated machine, shared by the files of host/sim/.
 */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include <errno.h>
#include <linux/ptrace.h>
#include <stddef.h>
#include <sys/queue.h>
#include <sys/user.h>

#include "sim.h"

enum {
	ERESTARTSYS = 512,
	ERESTARTNOINTR = 513,
	ERESTARTNOHAND = 514,
};

/* A queued signal. */
struct sim_signal {
	siginfo_t info;
	uint64_t tag;
	TAILQ_ENTRY(sim_signal) link;
};
TAILQ_HEAD(sim_queue, sim_signal);

struct sim_process {
	pid_t tgid, pgid;
	uid_t uid;
	struct sim_process *parent; /* NULL: init, or an orphan's */
	pid_t parent_tid;	    /* the thread that made it */
	int exit_signal;	    /* that the parent gets */
	long seccomp_nr;	    /* the call that a filter traces; -1: none */
	unsigned nthreads;	    /* tasks that were not reaped */
	unsigned ntexts;	    /* programs that its threads were given */
	unsigned ndead;		    /* … of which zombies */
	struct sim_queue pending;
	unsigned char action[65]; /* enum sim_action */
	unsigned queued[65], delivered[65];
	_Alignas(16) unsigned char data
		[SIM_DATA_SIZE]; /* callers lay structures over it */

	bool group_exit; /* SIGNAL_GROUP_EXIT, and … */
	int group_code;	 /* … group_exit_code */
	bool stopped;	 /* SIGNAL_STOP_STOPPED */
	bool continued;	 /* SIGNAL_STOP_CONTINUED */
	int stop_count;	 /* group_stop_count */
	TAILQ_ENTRY(sim_process) link;
};

/* Where a task is in the kernel. */
enum sim_phase {
	PHASE_USER,
	PHASE_ENTRY,	 /* about to report the entry */
	PHASE_ENTERED,	 /* the report is over */
	PHASE_SECCOMP,	 /* the filter */
	PHASE_CALL,	 /* the call's work */
	PHASE_EXEC,	 /* waiting for the other threads to die */
	PHASE_VFORK,	 /* waiting for the child */
	PHASE_EXIT,	 /* about to report the exit */
	PHASE_EXITED,	 /* the report is over */
	PHASE_SIGNALS,	 /* get_signal() */
	PHASE_SIGNALLED, /* … after ptrace_signal() has stopped */
	PHASE_DYING,	 /* do_exit(), after PTRACE_EVENT_EXIT */
};

#define SIM_FRAMES 8

struct sim_frame {
	struct user_regs_struct regs;
	uint64_t blocked;
};

/* RF: the next instruction breakpoint is passed over. */
#define SIM_FLAG_RESUME 0x10000ul

struct sim_task {
	struct sim *sim;
	pid_t tid;
	struct sim_process *process;
	uint64_t path;
	unsigned births;

	const struct sim_program *program;
	unsigned char *text;
	unsigned text_size;
	unsigned long text_at; /* its address */
	struct user_regs_struct regs;
	struct user_fpregs_struct fpregs;
	unsigned long debugregs[8];
	struct sim_frame frames[SIM_FRAMES];
	unsigned nframes;

	enum sim_state state;
	enum sim_phase phase;
	const struct sim_op *op; /* the call that is being made */
	bool woken;
	bool restart;	    /* sim_restart() */
	bool sigpending;    /* TIF_SIGPENDING, which ended a call and may be stale */
	long ticks;	    /* what is left of a nanosleep */
	pid_t vfork_child;  /* who must exec or exit first */
	pid_t vfork_parent; /* who waits for us */
	int exit_code;	    /* of this thread */

	struct sim_queue pending;
	uint64_t blocked; /* bit sig - 1 */
	bool killed;	  /* SIGKILL is pending */

	/* task_struct.jobctl */
	bool stop_pending, stop_consume, stop_dequeued, trap_stop, trap_notify;
	int stop_sig;

	bool traced, legacy; /* legacy: not seized */
	unsigned long options;
	enum vpt_resume how;
	bool emulate; /* … SYSEMU: it skips the call that it has entered */
	bool unheard;
	struct vpt_machine_stop stop;
	uint64_t stop_tag;
	bool has_info;
	siginfo_t info; /* last_siginfo */
	unsigned long msg;
	int inject; /* what the tracer resumed with */

	TAILQ_ENTRY(sim_task) link;
};

struct sim_notice {
	struct vpt_notice notice;
	TAILQ_ENTRY(sim_notice) link;
};

enum sim_counter {
	COUNT_seize,
	COUNT_set_options,
	COUNT_interrupt,
	COUNT_resume,
	COUNT_detach,
	COUNT_reap,
	COUNT_send_signal,
	COUNT_kill,
	COUNT_new_tracee,
	COUNT_last_tracee_gone,
	COUNT_MAX,
};

struct sim {
	TAILQ_HEAD(, sim_task) tasks;
	TAILQ_HEAD(, sim_process) processes;
	TAILQ_HEAD(, sim_notice) notices;
	pid_t next_tid;
	struct sim_listener listener;
	sim_hook *hook;
	void *hook_arg;
	bool late, sigchld;
	unsigned counts[COUNT_MAX];
};

/* sim.c */
struct sim_task *sim_find(struct sim *sim, pid_t tid);
struct sim_process *sim_find_process(struct sim *sim, pid_t tgid);
struct sim_task *sim_any_thread(struct sim *sim, struct sim_process *process);
struct sim_task *sim_copy_task(struct sim_task *parent, struct sim_process *process,
			       const struct sim_program *program);
struct sim_process *sim_copy_process(struct sim *sim, struct sim_process *from,
				     pid_t parent);
void sim_load(struct sim_task *task, const struct sim_program *program);

/* exit.c */
void sim_do_exit(struct sim_task *task);
void sim_release_task(struct sim_task *task);
void sim_notify_parent(struct sim_task *leader);
void sim_zap_other_threads(struct sim_task *task);
void sim_group_exit(struct sim_task *task, int code);
void sim_vfork_done(struct sim_task *child);

/* cpu.c */
#define SIM_HANDLER_SIZE 4
extern const unsigned char sim_handler[SIM_HANDLER_SIZE];
bool sim_runnable(struct sim_task *task);
void sim_run_phase(struct sim_task *task);

/* call.c */
void sim_call(struct sim_task *task);
void sim_call_exec(struct sim_task *task);
bool sim_call_ready(struct sim_task *task);

/* signal.c */
#define SIM_BIT(sig) (1ull << ((sig)-1))
void sim_queue_signal(struct sim_task *task, struct sim_queue *queue,
		      const siginfo_t *info, uint64_t tag);
void sim_send(struct sim_task *task, bool shared, int sig, int code, pid_t from,
	      uint64_t tag);
void sim_force(struct sim_task *task, int sig, int code);
bool sim_signal_pending(struct sim_task *task);
void sim_get_signal(struct sim_task *task);
void sim_signalled(struct sim_task *task);
void sim_flush(struct sim_queue *queue, uint64_t mask);

/* trace.c */
bool sim_ptrace_stop(struct sim_task *task, const struct vpt_machine_stop *stop,
		     enum sim_phase next);
bool sim_ptrace_event(struct sim_task *task, int event, unsigned long msg,
		      enum sim_phase next);
void sim_jobctl_trap(struct sim_task *task);
void sim_trap_notify(struct sim_task *task);
void sim_init_task(struct sim_task *child, struct sim_task *parent, bool ptrace);

#endif
