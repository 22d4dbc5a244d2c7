/* SPDX-License-Identifier: MIT
 * keeper.c: what makes the session fail open. The keeper is a small process that holds the
 * listeners too. If the supervisor dies in any way, the keeper hands every call to the kernel:
 * those that were pending, which it finds in the ledger, and all that come later.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "session.h"

enum {
	LEDGER_SLOTS = 8192,
	LEDGER_PARKED = 4096,
	/* Race: the supervisor can die between receiving a notification and writing it down.
	 * Ids are consecutive, so it is among the few that follow the last one written. */
	LEDGER_MARGIN = 16,
};

struct held_id {
	_Atomic uint64_t id; /* 0: none */
	_Atomic unsigned listener;
};

struct ledger {
	_Atomic uint64_t last[MAX_LISTENERS]; /* id received last, for each listener */
	struct held_id held[LEDGER_SLOTS];
	/* threads in pause() instead of a wait: PARKED(tid, number of the call), or 0; or, with
	 * NO_CALL, those that make a call with signals blocked: their own mask */
	_Atomic uint64_t parked[LEDGER_PARKED];
	_Atomic uint64_t mask[LEDGER_PARKED];
	/* Used by the supervisor alone: */
	int nfree;
	int free[LEDGER_SLOTS];
	int nfree_parked;
	int free_parked[LEDGER_PARKED];
};

#define PARKED(tid, nr) ((uint64_t)(tid) << 32 | (uint32_t)(nr))

enum { NO_CALL = -1 };

int ledger_create(struct session *session)
{
	struct ledger *ledger = mmap(NULL, sizeof(*ledger), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int i;

	if (ledger == MAP_FAILED)
		return -errno;
	for (i = 0; i < LEDGER_SLOTS; i++)
		ledger->free[ledger->nfree++] = LEDGER_SLOTS - 1 - i;
	for (i = 0; i < LEDGER_PARKED; i++)
		ledger->free_parked[ledger->nfree_parked++] = LEDGER_PARKED - 1 - i;
	session->ledger = ledger;
	return 0;
}

void ledger_received(struct session *session, const struct call *call)
{
	atomic_store_explicit(&session->ledger->last[call->listener->slot], call->id,
			      memory_order_release);
}

/* Write down a call that stays unanswered. Its slot, or -1 if the ledger is full: then it is
 * the kernel's only once the caller is interrupted. */
int ledger_hold(struct session *session, const struct call *call)
{
	struct ledger *ledger = session->ledger;
	int slot;

	if (!ledger->nfree)
		return -1;
	slot = ledger->free[--ledger->nfree];
	atomic_store_explicit(&ledger->held[slot].listener, call->listener->slot,
			      memory_order_relaxed);
	atomic_store_explicit(&ledger->held[slot].id, call->id, memory_order_release);
	return slot;
}

void ledger_release(struct session *session, int slot)
{
	struct ledger *ledger = session->ledger;

	if (slot < 0)
		return;
	atomic_store_explicit(&ledger->held[slot].id, 0, memory_order_release);
	ledger->free[ledger->nfree++] = slot;
}

static int note_thread(struct ledger *ledger, pid_t tid, int nr, uint64_t mask)
{
	int slot;

	if (!ledger->nfree_parked)
		return -1;
	slot = ledger->free_parked[--ledger->nfree_parked];
	atomic_store_explicit(&ledger->mask[slot], mask, memory_order_relaxed);
	atomic_store_explicit(&ledger->parked[slot], PARKED(tid, nr),
			      memory_order_release);
	return slot;
}

/* Write down a thread that is about to be parked, so that the keeper can have it go on with
 * its wait. The number of the note, or -1 if there is no room. */
int ledger_park(void *arg, pid_t tid, int nr)
{
	struct session *session = arg;

	return note_thread(session->ledger, tid, nr, 0);
}

/* Write down the mask of a thread that will have signals blocked for a moment, likewise. */
int ledger_mask(void *arg, pid_t tid, uint64_t mask)
{
	struct session *session = arg;

	return note_thread(session->ledger, tid, NO_CALL, mask);
}

void ledger_unpark(void *arg, int slot)
{
	struct session *session = arg;
	struct ledger *ledger = session->ledger;

	atomic_store_explicit(&ledger->parked[slot], 0, memory_order_release);
	ledger->free_parked[ledger->nfree_parked++] = slot;
}

/* ---- the keeper's own code ---- */

static void let_kernel_do(int listener, uint64_t id)
{
	struct seccomp_notif_resp resp = {
		.id = id,
		.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE,
	};

	notify_ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &resp);
}

/* What the keeper knows. Everything else that it could have inherited is closed: nothing may
 * stay open here that would keep somebody's pipe open. */
struct keeper {
	struct ledger *ledger;
	int supervisor;		      /* hangs up when the supervisor dies */
	int listeners[MAX_LISTENERS]; /* by their numbers in the ledger; -1: none */
};

static void release_pending(const struct keeper *keeper)
{
	struct ledger *ledger = keeper->ledger;
	int i, slot;

	for (i = 0; i < LEDGER_SLOTS; i++) {
		uint64_t id = atomic_load(&ledger->held[i].id);

		if (id)
			let_kernel_do(keeper->listeners[ledger->held[i].listener], id);
	}
	for (slot = 0; slot < MAX_LISTENERS; slot++)
		for (i = 0; keeper->listeners[slot] >= 0 && i <= LEDGER_MARGIN; i++)
			let_kernel_do(keeper->listeners[slot],
				      atomic_load(&ledger->last[slot]) + (uint64_t)i);
}

static bool stop(pid_t tid)
{
	return ptrace(PTRACE_SEIZE, tid, 0, 0) == 0 &&
	       ptrace(PTRACE_INTERRUPT, tid, 0, 0) == 0;
}

/* Have a thread that has been told to stop go on with the wait that it was parked in, or give it
 * its mask back. */
static void unpark(pid_t tid, int nr, uint64_t mask)
{
	int status, sig = 0;

	if (waitpid(tid, &status, __WALL) != tid || !WIFSTOPPED(status))
		return;
	if (nr == NO_CALL)
		ptrace(PTRACE_SETSIGMASK, tid, sizeof(mask), &mask);
	else
		linux_unpark_regs(tid, nr);
	if (status >> 16 == 0) /* a signal came first */
		sig = WSTOPSIG(status);
	ptrace(PTRACE_DETACH, tid, 0, (long)sig);
}

/* The threads that the supervisor had seized are free when its pidfd says that it is dead. */
static void await_death(int supervisor)
{
	struct pollfd pfd = { .fd = supervisor, .events = POLLIN };

	while (poll(&pfd, 1, -1) < 0 && errno == EINTR)
		;
}

/* Race: a thread whose call is let go of runs on with signals blocked. If a handler begins before
 * it has its mask back, its return blocks them for good. So it is told to stop before. */
static void release_all(const struct keeper *keeper)
{
	static bool told[LEDGER_PARKED];
	struct ledger *ledger = keeper->ledger;
	uint64_t parked;
	int i;

	for (i = 0; i < LEDGER_PARKED; i++)
		if ((parked = atomic_load(&ledger->parked[i])))
			told[i] = stop((pid_t)(parked >> 32));
	release_pending(keeper);
	for (i = 0; i < LEDGER_PARKED; i++)
		if (told[i] && (parked = atomic_load(&ledger->parked[i])))
			unpark((pid_t)(parked >> 32), (int)(uint32_t)parked,
			       atomic_load(&ledger->mask[i]));
}

static void serve(int listener)
{
	struct pollfd pfd = { .fd = listener, .events = POLLIN };
	struct seccomp_notif notif;

	for (;;) {
		if (poll(&pfd, 1, -1) < 0)
			continue;
		if (pfd.revents & (POLLHUP | POLLNVAL))
			_exit(0);
		memset(&notif, 0, sizeof(notif));
		if (pfd.revents & POLLIN &&
		    ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &notif) == 0)
			let_kernel_do(listener, notif.id);
	}
}

/* RECV blocks if the notification has vanished: a process for each listener, so that none has
 * to wait for another's calls. */
static void serve_all(const struct keeper *keeper)
{
	int slot;

	for (slot = 0; slot < MAX_LISTENERS; slot++)
		if (keeper->listeners[slot] >= 0 && fork() == 0)
			serve(keeper->listeners[slot]);
}

/* The supervisor has brought a listener, or has died: then false. */
static bool take_listener(struct keeper *keeper)
{
	char slot = 0;
	int fd = receive_fd(keeper->supervisor, &slot);
	int *place = &keeper->listeners[(unsigned char)slot];

	if (fd == -EPIPE)
		return false;
	if (*place >= 0)
		close(*place);
	*place = fd;
	return true;
}

/* Let go of listeners whose programs have gone, and wait for the supervisor to say or be
 * something. */
static void watch(struct keeper *keeper)
{
	struct pollfd pfds[1 + MAX_LISTENERS];
	int slots[1 + MAX_LISTENERS], slot;
	nfds_t i, n = 1;

	/* only those that there are: poll() takes no more than RLIMIT_NOFILE allows */
	pfds[0] = (struct pollfd){ .fd = keeper->supervisor, .events = POLLIN };
	for (slot = 0; slot < MAX_LISTENERS; slot++)
		if (keeper->listeners[slot] >= 0) {
			slots[n] = slot;
			pfds[n++] = (struct pollfd){ .fd = keeper->listeners[slot] };
		}
	do {
		if (poll(pfds, n, -1) < 0)
			continue;
		for (i = 1; i < n; i++)
			if (pfds[i].fd >= 0 && pfds[i].revents) {
				close(pfds[i].fd);
				keeper->listeners[slots[i]] = pfds[i].fd = -1;
			}
	} while (!pfds[0].revents);
}

static _Noreturn void keeper_main(struct ledger *ledger, int supervisor, int pidfd)
{
	struct keeper keeper = { .ledger = ledger, .supervisor = supervisor };
	sigset_t all;
	int slot;

	prctl(PR_SET_NAME, "vptrace-keeper");
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	for (slot = 0; slot < MAX_LISTENERS; slot++)
		keeper.listeners[slot] = -1;
	do
		watch(&keeper);
	while (take_listener(&keeper));
	await_death(pidfd);
	release_all(&keeper);
	serve_all(&keeper);
	_exit(0);
}

/* Have the keeper keep a listener, too. */
int keeper_add(struct session *session, const struct listener *listener)
{
	return send_fd(session->keeper_socket, listener->fd, (char)listener->slot);
}

/* Start the keeper, or another one if it has been killed. */
int keeper_start(struct session *session)
{
	int fds[2], supervisor, rc = 0;
	unsigned i;
	pid_t pid;

	if (session->keeper_socket >= 0)
		close(session->keeper_socket);
	session->keeper_socket = -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds))
		return -errno;
	supervisor = (int)syscall(SYS_pidfd_open, getpid(), 0);
	pid = fork();
	if (pid < 0) {
		close(supervisor);
		close(fds[0]);
		close(fds[1]);
		return -errno;
	}
	if (pid == 0) {
		dup2(fds[0], 0);
		dup2(supervisor, 1);
		closefrom(2); /* also where close_range() is forbidden */
		keeper_main(session->ledger, 0, 1);
	}
	close(supervisor);
	close(fds[0]);
	session->keeper = pid;
	session->keeper_socket = fds[1];
	for (i = 0; i < session->nlisteners && !rc; i++)
		rc = keeper_add(session, session->listeners[i]);
	return rc;
}
