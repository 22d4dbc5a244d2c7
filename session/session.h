/* SPDX-License-Identifier: MIT
 * session.h: a session: a set of ordinary Linux programs whose ptrace and wait calls are
 * answered by libvptrace. One supervisor process runs one session, in one thread.
 */
#ifndef VPT_SESSION_H
#define VPT_SESSION_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/queue.h>
#include <sys/types.h>

#include "host/linux/host.h"

struct session;
struct sock_filter;
struct seccomp_data;

/* Something that epoll watches for us. */
struct source {
	void (*ready)(struct session *session, struct source *source);
	int fd;
};

/* Where the calls of some of the session's programs arrive: those that descend from one that
 * came into the session from outside, by `vptrace run` or `vptrace join`, and brought it. The
 * kernel allows one listener in a chain of filters, so nobody brings a second. */
struct listener {
	int fd;
	unsigned slot;	     /* its number in the ledger */
	pid_t root;	     /* the program that brought it … */
	uint64_t root_start; /* … and when that was started, since numbers come again */
};
enum { MAX_LISTENERS = 256 };

/* A system call of a task in the session, to be answered on the channel it came on. */
struct call {
	const struct channel *channel;
	const struct listener *listener; /* the channel's own */
	uint64_t id;
	struct vpt_caller caller;
	uint32_t arch; /* AUDIT_ARCH_* */
	int nr;
	uint64_t ip;
	uint64_t args[6];
};

/* Where calls come from. Answering fails with -ENOENT if the call was interrupted: then
 * nothing has reached the caller. */
struct channel {
	int (*answer)(struct session *session, const struct call *call, long value);
	/* Let the host's kernel execute the call. */
	int (*pass)(struct session *session, const struct call *call);
	/* Is the caller still waiting for this answer? */
	bool (*alive)(struct session *session, const struct call *call);
};

/* A wait that nothing has satisfied yet. */
struct held_wait {
	struct call call;
	struct vpt_wait wait;
	struct peer *peer;
	int slot;      /* in the ledger, or -1 */
	int64_t since; /* time_ms() */
	bool parked; /* the call has been answered; its thread sleeps (host/linux/park.c) */
	int64_t deadline;
	unsigned timer; /* which queue of timers it is in, or NO_TIMER */
	TAILQ_ENTRY(held_wait) link;
	TAILQ_ENTRY(held_wait) due;
};
TAILQ_HEAD(held_waits, held_wait);

/* A thread whose wait the kernel is serving though the thread's group has tracees. */
struct real_wait {
	pid_t tid;
	bool leaving;  /* kicked */
	bool brief;    /* WNOHANG: needs no kick when there is news */
	int64_t until; /* now_ms(): how long to bear with its running; 0: not asked yet */
	SLIST_ENTRY(real_wait) link;
};

/* A thread group that is a tracer. */
enum { MEMORY_FILES = 4 };

/* An open /proc/PID/mem of a tracer's, see memfile.c. */
struct memory_file {
	int number;   /* there */
	int fd;	      /* our duplicate */
	int access;   /* O_RDONLY, O_WRONLY, O_RDWR */
	pid_t target; /* whose memory it was when it was opened; 0: this place is free */
};

struct peer {
	struct source source; /* its pidfd: readable when it has died */
	int stat;	      /* its /proc/PID/stat */
	pid_t tgid;
	bool woken, idle, dead;
	bool leader_traces; /* its leader has, or had, tracees */
	bool unguarded;	    /* … and its own tracers have let go of that */
	bool unsure; /* some of the real waits may be over or not have begun, is looked at soon */
	bool handing_over; /* a dead tracee waits for its threads to leave the kernel's wait */
	struct held_waits held;
	SLIST_HEAD(, real_wait) real;
	unsigned patience; /* which timer its waits get first */
	int64_t gave_up;   /* when one was last not held any longer; now_ms() */
	enum { SIGCHLD_NONE, SIGCHLD_OWED, SIGCHLD_DUE } sigchld; /* see sigchld.c */
	siginfo_t info;						  /* of that signal */
	bool called;	    /* its leader has made a call since */
	bool discards;	    /* it dropped SIGCHLD when it was last looked at … */
	int64_t looked;	    /* … then; now_ms() */
	unsigned looks;	    /* how often it has been */
	int64_t owed_until; /* now_ms() */
	struct memory_file files[MEMORY_FILES];
	unsigned oldest_file;
	pid_t seeker; /* its thread that may read at a position; not followed. 0: none */
	int64_t followed; /* when all its threads were last, for low addresses; now_ms() */
	TAILQ_ENTRY(peer) signal;
	TAILQ_ENTRY(peer) wake;
	UT_hash_handle hh;
};

/* A thread, not the leader, that is a tracer: its tracees go when it dies, even if its group
 * lives on. */
struct tracer_thread {
	struct source source; /* its pidfd */
	pid_t tid, tgid;
	bool dead;
	bool unguarded; /* its own tracers have let go of it */
	UT_hash_handle hh;
};

/* A thread that has made a call before; and the answer that it has not got, see lost.c. */
struct known_caller {
	pid_t tid, tgid;
	uint64_t pid_ns;
	int64_t seen; /* when it was last made sure that it is the same one */
	bool lost;    /* its last answer did not reach it: */
	int nr;
	uint64_t args[4];
	long value;
	bool reads; /* its last call was a read of memory that the kernel has been left */
	LIST_ENTRY(known_caller) reader;
	UT_hash_handle hh;
};

enum {
	TIMER_FIRST_LOOK,
	TIMER_LONGEST_LOOK = TIMER_FIRST_LOOK + 4,
	TIMER_LOOK_AGAIN,
	NTIMERS,
	NO_TIMER
};

/* Where a session is found: its socket in a folder of the user's. */
enum { SESSION_NAME_MAX = 32 };
struct rendezvous {
	char name[SESSION_NAME_MAX];
	int folder, socket;
};

/* How the looks for events that replace short sleeps have gone; sleep.c. */
struct looks {
	bool never;
	unsigned in_vain; /* doubled by each look in vain */
	unsigned skips;	  /* so many times do not look */
};

struct session {
	struct linux_host host;
	struct listener *listeners[MAX_LISTENERS]; /* seccomp; not in the epoll set */
	unsigned nlisteners;
	struct source control; /* socket to the command that started us */
	int epoll;
	int sigchld;   /* signalfd */
	bool killable; /* only fatal signals interrupt a call that is being served */
	bool over;
	bool just_held; /* the last thing that this round has done is to hold a wait */
	struct looks looks;
	int spare_fds; /* descriptors from this number on are for what cannot do without */

	struct ledger *ledger; /* shared with the keeper */
	pid_t keeper;
	int keeper_socket; /* its other end tells the keeper that we live, and gets listeners */

	struct known_caller *callers;
	LIST_HEAD(, known_caller) readers;
	struct peer *peers;
	struct tracer_thread *threads;
	struct filtered *filtered; /* tasks with filters of their own */
	TAILQ_HEAD(, peer) woken;
	struct held_waits timers[NTIMERS];
	TAILQ_HEAD(, peer) signals; /* those whose SIGCHLD is due … */
	TAILQ_HEAD(, peer) owing;   /* … or owed, the oldest first */
	bool idle_peers;
	bool unguarded;		  /* one of the tracers */
	int64_t next_leader_look; /* now_ms(); 0: there is none to look at */

	char **command;	 /* that the session was started with */
	int64_t started; /* time_ms() */
	struct rendezvous place;
	struct source door; /* the socket there */
	unsigned visitors;
	pid_t reporter; /* the last child that answers one */
	FILE *log;
};

/* How `vptrace run` wants its session. */
struct session_options {
	int control;	/* socket to the command, with SO_PASSCRED */
	char **command; /* its words */
	int log_fd;	/* -1: no log */
};

/* session.c */
int session_run(const struct session_options *options);
int session_spare_fd(const struct session *session, int fd);
bool session_watch(struct session *session, struct source *source, uint32_t events);
void session_unwatch(struct session *session, struct source *source);

/* sleep.c */
void looks_start(struct looks *looks);
bool is_time_to_look(const struct session *session);
bool wait_for_events(struct session *session, struct pollfd *pfds, nfds_t n);

/* notify.c: the seccomp channel */
extern const struct channel notify_channel;
int notify_ioctl(int fd, unsigned long request, void *arg);
void notify_idle(void);
int notify_listen(struct session *session, int fd, pid_t root);
void notify_ready(struct session *session, struct listener *listener);
void notify_hung_up(struct session *session, struct listener *listener);

/* calls.c */
void session_call(struct session *session, struct call *call);
struct known_caller *session_known(struct session *session, pid_t tid);

/* memory.c */
bool is_memory_call(const struct call *call);
void memory_call(struct session *session, const struct call *call);
void memory_read_over(struct known_caller *known);
enum { READ_LIMIT_MS = 2000 }; /* how long who plants waits for one */
void memory_planting(void *session, pid_t tracer_tgid, unsigned long addr);

/* memfile.c */
const struct memory_file *memory_file(struct session *session, const struct call *call,
				      int fd);
bool memory_files_known(const struct peer *peer);
bool memory_files_look(struct session *session, const struct call *call);
bool memory_file_is_for_kernel(const struct memory_file *file, unsigned long addr);
void memory_files_forget(struct peer *peer);

/* seek.c */
bool is_seek_call(const struct call *call);
void seek_call(struct session *session, const struct call *call);
void seek_planting(struct session *session, pid_t tracer_tgid, unsigned long addr);
void seek_attached(struct session *session, const struct peer *tracer, pid_t tid);
bool seek_on(void *session, pid_t tid);
bool seek_position(void *session, pid_t tid, int fd, int64_t move, uint64_t *position);

/* lost.c */
void lost_remember(struct session *session, const struct call *call, long value);
bool lost_answer_again(struct session *session, const struct call *call);
bool lost_repair(struct session *session, pid_t tid);

/* late.c */
bool late_answer(struct session *session, pid_t tid);

/* answers.c */
void wait_deliver(struct session *session, const struct call *call,
		  const struct vpt_wait *wait, const struct vpt_wait_result *result);
void wait_answer_nothing(struct session *session, const struct call *call);

/* waits.c */
void waits_answer_if_news(struct session *session, const struct call *call,
			  struct peer *peer);
void wait_call(struct session *session, const struct call *call);
void waits_forget_thread(struct session *session, pid_t tid, struct peer *peer);
void waits_flush(struct session *session);
void waits_timers(struct session *session);
int waits_timeout(struct session *session);
void waits_drop(struct session *session, struct held_wait *held);
void waits_forget_listener(struct session *session, const struct listener *listener);
void waits_interrupted(void *session, pid_t tid);
void waits_add_real(struct peer *peer, pid_t tid, bool brief, bool leaving);
bool waits_parent_waits(void *session, pid_t tgid);
void waits_left(void *session, pid_t tid);

/* decode.c */
enum decoded { DECODED_WAIT, DECODED_NOT_OURS };
struct wait_outputs {
	bool waitid;
	bool nonblocking_pidfd;
	bool ours; /* the number is of our PID namespace already */
	unsigned long status, info, rusage;
};
enum decoded decode_wait(struct session *session, const struct call *call,
			 struct vpt_wait *wait, struct wait_outputs *out);
bool is_wait_call(const struct call *call);
int pause_nr(const struct call *call);
bool is_ptrace_call(const struct call *call);

/* compat.c: the structures of i386 callers */
#define RUSAGE32_SIZE 72
void rusage_to_32(const struct rusage *ru, void *out);

/* peers.c */
extern const struct linux_host_client session_client;
struct peer *peer_find(struct session *session, pid_t tgid);
void peer_wake(struct session *session, struct peer *peer);
void peers_sweep(struct session *session);
void peers_guard(struct session *session);
int peers_take_fd(struct session *session, pid_t tgid, pid_t tid, int fd);
void peers_look_soon(struct session *session);
void peers_look_within(struct session *session, int64_t ms);
void peers_look_at_leaders(struct session *session);

/* sigchld.c */
void sigchld_tell(struct session *session, struct peer *peer,
		  const struct vpt_notice *notice);
void sigchld_collected(struct session *session, struct peer *peer);
void sigchld_leave(struct session *session, struct peer *peer);
void sigchld_timers(struct session *session);
int sigchld_timeout(struct session *session);
void sigchld_send_due(struct session *session, struct peer *peer);
void sigchld_send(struct session *session);

/* keeper.c */
int ledger_create(struct session *session);
void ledger_received(struct session *session, const struct call *call);
int ledger_hold(struct session *session, const struct call *call);
void ledger_release(struct session *session, int slot);
int ledger_park(void *session, pid_t tid, int nr);
int ledger_mask(void *session, pid_t tid, uint64_t mask);
void ledger_unpark(void *session, int slot);
int keeper_start(struct session *session);
int keeper_add(struct session *session, const struct listener *listener);

/* filters.c */
bool filters_installing(const struct call *call);
void filters_install(struct session *session, const struct call *call);
bool filters_claim(struct session *session, const struct call *call);
bool filters_known(struct session *session, pid_t tid);
bool filters_allow_pause(struct session *session, const struct call *call);
void filters_born(void *session, pid_t parent, pid_t child);
void filters_renamed(void *session, pid_t former, pid_t tid);
void filters_gone(void *session, pid_t tid);

/* bpf.c */
uint32_t bpf_run(const struct sock_filter *program, size_t len,
		 const struct seccomp_data *data);

/* log.c */
void log_open(struct session *session, int fd);
void log_ptrace(struct session *session, const struct call *call, long result);
void log_wait(struct session *session, const struct call *call, bool waitid, long value,
	      const struct vpt_wait_result *result);
void log_stop(struct session *session, const struct vpt_notice *notice);

/* rendezvous.c */
int rendezvous_open(struct rendezvous *place);
void rendezvous_close(struct rendezvous *place);
int rendezvous_connect(const char *name);
int rendezvous_list(char ***names);

/* door.c */
int door_first(struct session *session, int control);
void door_open(struct session *session);

/* report.c */
void report(struct session *session, const char *request, int socket);

/* launch.c: in the process that becomes the command. Calls with an offset of this or more are
 * reported: hardly any file has it, but the memory of a position-independent program. */
#define FAR_OFFSET (1ull << 40)
enum { LISTENER_PLAIN = 'L', LISTENER_KILLABLE = 'K' };
int launch_filter(bool *killable);
bool launch_reports(int nr, uint64_t len, uint64_t offset);
int send_fd(int socket, int fd, char byte);
int receive_fd(int socket, char *byte);

int64_t now_ms(void);  /* of a clock that is never set */
int64_t time_ms(void); /* since the epoch */

#endif
