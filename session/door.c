/* SPDX-License-Identifier: MIT
 * door.c: the supervisor's side of the session's socket: programs that join, and those that
 * ask. A question is answered by a child of the supervisor, which has the tables as they are
 * now and may take its time.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "session.h"

enum { REQUEST_MAX = 64, MAX_VISITORS = 64, ANSWER_PATIENCE_S = 10 };

/* Somebody who has connected. */
struct visitor {
	struct source source;
};

/* What one has said: a request, or a listener and the byte that tells about it. */
struct message {
	char text[REQUEST_MAX];
	int fd; /* -1: none */
	struct ucred sender;
};

union ancillary {
	char buffer[CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(struct ucred))];
	struct cmsghdr align;
};

/* False if there is none: the other side has gone. */
static bool receive(int socket, struct message *message)
{
	union ancillary control = { 0 };
	struct iovec iov = { message->text, sizeof(message->text) - 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.buffer,
		.msg_controllen = sizeof(control.buffer),
	};
	struct cmsghdr *cmsg;

	memset(message, 0, sizeof(*message));
	message->fd = -1;
	if (recvmsg(socket, &msg, MSG_CMSG_CLOEXEC) <= 0)
		return false;
	for (cmsg = CMSG_FIRSTHDR(&msg); cmsg; cmsg = CMSG_NXTHDR(&msg, cmsg)) {
		if (cmsg->cmsg_type == SCM_RIGHTS)
			memcpy(&message->fd, CMSG_DATA(cmsg), sizeof(int));
		else if (cmsg->cmsg_type == SCM_CREDENTIALS)
			memcpy(&message->sender, CMSG_DATA(cmsg), sizeof(struct ucred));
	}
	return true;
}

/* ---- joining ---- */

/* Any other kind of descriptor would have us think that the session's end has come. */
static bool is_listener(int fd)
{
	uint64_t none = 0;

	return notify_ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &none) && errno == ENOENT;
}

/* Take in the program that has sent its listener. 0, or a negative errno. */
static int take_in(struct session *session, const struct message *message)
{
	bool killable = message->text[0] == LISTENER_KILLABLE;
	int rc = is_listener(message->fd) ? 0 : -EINVAL;

	if (session->nlisteners == 0)
		session->killable = killable;
	else if (killable != session->killable)
		rc = -EINVAL;
	if (!rc)
		rc = notify_listen(session, message->fd, message->sender.pid);
	if (rc)
		close(message->fd);
	return rc;
}

/* The session's first program comes through the control socket. */
int door_first(struct session *session, int control)
{
	struct message message;

	if (!receive(control, &message) || message.fd < 0)
		return -EPIPE;
	return take_in(session, &message);
}

/* ---- asking ---- */

static void leave(struct session *session, struct visitor *visitor)
{
	session_unwatch(session, &visitor->source);
	session->visitors--;
	free(visitor);
}

static _Noreturn void answer_in_child(struct session *session, int socket,
				      const char *request)
{
	int fd = 3;

	prctl(PR_SET_NAME, "vptrace-report");
	signal(SIGALRM, SIG_DFL);
	alarm(ANSWER_PATIENCE_S);
	dup2(socket, fd);
	closefrom(fd + 1);
	fcntl(fd, F_SETFL, 0);
	report(session, request, fd);
	_exit(0);
}

/* Race: an unreaped tracee hides the end of a child, which would stay a zombie as long. */
static void reap_reporter(struct session *session)
{
	if (session->reporter && waitpid(session->reporter, NULL, WNOHANG) != 0)
		session->reporter = 0;
}

static void answer(struct session *session, int socket, const char *request)
{
	pid_t pid;

	reap_reporter(session);
	pid = fork();
	if (pid == 0)
		answer_in_child(session, socket, request);
	if (pid > 0)
		session->reporter = pid;
}

/* Is the visitor one of the session's programs? "hello" forgets what is known of it; it makes
 * a call that our filter reports; then "member" tells whether it has arrived here. */
static bool answer_member(struct session *session, int socket, const char *request,
			  pid_t pid)
{
	struct known_caller *known = session_known(session, pid);
	const char *reply = known ? "yes" : "no";

	if (strcmp(request, "hello") == 0) {
		if (known) {
			HASH_DEL(session->callers, known);
			free(known);
		}
	} else if (strcmp(request, "member") != 0) {
		return false;
	}
	send(socket, reply, strlen(reply), MSG_DONTWAIT | MSG_NOSIGNAL);
	return true;
}

static void visitor_ready(struct session *session, struct source *source)
{
	struct visitor *visitor = (struct visitor *)source;
	struct message message;

	if (!receive(source->fd, &message)) {
		leave(session, visitor);
		return;
	}
	if (message.fd >= 0) {
		int error = -take_in(session, &message);

		send(source->fd, &error, sizeof(error), MSG_DONTWAIT | MSG_NOSIGNAL);
	} else if (answer_member(session, source->fd, message.text, message.sender.pid)) {
		return;
	} else {
		answer(session, source->fd, message.text);
	}
	leave(session, visitor);
}

/* The folder keeps others out; this does, too. */
static bool is_welcome(struct session *session, int fd)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	return session->visitors < MAX_VISITORS &&
	       getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
	       (peer.uid == geteuid() || peer.uid == 0);
}

static void door_ready(struct session *session, struct source *source)
{
	int fd = accept4(source->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct visitor *visitor;

	if (fd < 0)
		return;
	visitor = is_welcome(session, fd) ? calloc(1, sizeof(*visitor)) : NULL;
	if (!visitor) {
		close(fd);
		return;
	}
	visitor->source = (struct source){ .ready = visitor_ready, .fd = fd };
	session->visitors++;
	if (!session_watch(session, &visitor->source, EPOLLIN))
		leave(session, visitor);
}

/* Let the session be found. Without a place for its socket it goes on, but cannot be joined. */
void door_open(struct session *session)
{
	if (rendezvous_open(&session->place))
		return;
	session->door =
		(struct source){ .ready = door_ready, .fd = session->place.socket };
	session_watch(session, &session->door, EPOLLIN);
}
