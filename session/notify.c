/* SPDX-License-Identifier: MIT
 * notify.c: the channel of seccomp user notifications: system calls of programs that know
 * nothing of us, reported by the filter that launch.c installs.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <unistd.h>

#include "session.h"

#ifndef SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS	   SECCOMP_IOW(4, __u64)
#endif

/* Race: RECV blocks if the notification has vanished since poll announced it (its thread was
 * interrupted). A timer interrupts RECV then. It goes on ticking, since a single shot could go
 * off just before RECV blocks, and is stopped when no call has come between two ticks. */
enum { GUARD_TICK_US = 5000 };
static volatile sig_atomic_t guard_ticked;
static bool guard_runs, calls_since_tick;

static void guard_tick(int sig)
{
	(void)sig;
	guard_ticked = 1;
}

static void set_guard(bool run)
{
	struct timeval tick = { .tv_usec = run ? GUARD_TICK_US : 0 };
	struct itimerval timer = { .it_value = tick, .it_interval = tick };

	setitimer(ITIMER_REAL, &timer, NULL);
	guard_runs = run;
}

static void need_guard(void)
{
	calls_since_tick = true;
	if (!guard_runs)
		set_guard(true);
}

/* Called once in a round of the event loop. */
void notify_idle(void)
{
	if (!guard_ticked)
		return;
	guard_ticked = 0;
	if (!calls_since_tick)
		set_guard(false);
	calls_since_tick = false;
}

/* ioctl(2) on a listener. Race: a signal, as that of our timer, comes while another thread has
 * the lock of the filter: then nothing has been done, seccomp_notify_send(). Without its answer
 * the call would hang. */
int notify_ioctl(int fd, unsigned long request, void *arg)
{
	int rc;

	do
		rc = ioctl(fd, request, arg);
	while (rc < 0 && errno == EINTR);
	return rc;
}

static int send_response(struct session *session, const struct call *call,
			 struct seccomp_notif_resp *resp)
{
	session->just_held = false;
	if (notify_ioctl(call->listener->fd, SECCOMP_IOCTL_NOTIF_SEND, resp))
		return -errno;
	return 0;
}

static int notify_answer(struct session *session, const struct call *call, long value)
{
	struct seccomp_notif_resp resp = { .id = call->id };

	if (value < 0 && value >= -4095)
		resp.error = (int)value;
	else
		resp.val = value;
	return send_response(session, call, &resp);
}

static int notify_pass(struct session *session, const struct call *call)
{
	struct seccomp_notif_resp resp = {
		.id = call->id,
		.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE,
	};

	return send_response(session, call, &resp);
}

static bool notify_alive(struct session *session, const struct call *call)
{
	uint64_t id = call->id;

	(void)session;
	return notify_ioctl(call->listener->fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

const struct channel notify_channel = {
	.answer = notify_answer,
	.pass = notify_pass,
	.alive = notify_alive,
};

/* A call has arrived. */
void notify_ready(struct session *session, struct listener *listener)
{
	struct seccomp_notif notif;
	struct call call = { .channel = &notify_channel, .listener = listener };

	memset(&notif, 0, sizeof(notif));
	need_guard();
	if (ioctl(listener->fd, SECCOMP_IOCTL_NOTIF_RECV, &notif)) {
		if (errno != EINTR && errno != ENOENT && errno != EAGAIN)
			notify_hung_up(session, listener);
		return;
	}
	call.id = notif.id;
	ledger_received(session, &call);
	call.arch = notif.data.arch;
	call.nr = notif.data.nr;
	call.ip = notif.data.instruction_pointer;
	memcpy(call.args, notif.data.args, sizeof(call.args));
	call.caller.compat = call.arch == AUDIT_ARCH_I386;
	call.caller.tid = (pid_t)notif.pid;
	session_call(session, &call);
}

/* The smallest number that no listener has. */
static unsigned free_slot(const struct session *session)
{
	bool used[MAX_LISTENERS] = { false };
	unsigned i;

	for (i = 0; i < session->nlisteners; i++)
		used[session->listeners[i]->slot] = true;
	for (i = 0; i < MAX_LISTENERS && used[i]; i++)
		;
	return i;
}

/* Serve the calls that arrive on this listener, which `root` has brought. */
int notify_listen(struct session *session, int fd, pid_t root)
{
	struct sigaction action = { .sa_handler = guard_tick };
	struct listener *listener;
	int rc;

	if (session->nlisteners == MAX_LISTENERS)
		return -EUSERS;
	listener = calloc(1, sizeof(*listener));
	if (!listener)
		return -ENOMEM;
	listener->fd = fd;
	listener->slot = free_slot(session);
	listener->root = root;
	listener->root_start = proc_start_time(root);
	rc = keeper_add(session, listener);
	if (rc && rc != -EPIPE) { /* a keeper that has been killed is replaced soon */
		free(listener);
		return rc;
	}
	sigaction(SIGALRM, &action, NULL);
	/* Linux 6.6: wake the other side on our CPU, which is where its data is */
	notify_ioctl(fd, SECCOMP_IOCTL_NOTIF_SET_FLAGS,
		     (void *)SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
	session->listeners[session->nlisteners++] = listener;
	return 0;
}

/* The last program that it reports has gone; with the last listener the session is over. */
void notify_hung_up(struct session *session, struct listener *listener)
{
	unsigned i;

	for (i = 0; session->listeners[i] != listener; i++)
		;
	session->listeners[i] = session->listeners[--session->nlisteners];
	session->over = session->nlisteners == 0;
	waits_forget_listener(session, listener);
	close(listener->fd);
	free(listener);
}
