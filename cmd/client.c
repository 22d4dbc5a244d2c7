/* SPDX-License-Identifier: MIT
 * client.c: asking sessions, through their sockets.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd.h"
#include "session/session.h"

enum { FILTER_MODE = 2, PACKET = 65536 };

/* The sessions of this user. 0, or EXIT_OURS after having said why they cannot be found. */
int sessions_find(struct sessions *sessions)
{
	sessions->n = rendezvous_list(&sessions->names);
	if (sessions->n >= 0)
		return 0;
	sessions->n = 0;
	return cmd_fail("sessions cannot be found: $XDG_RUNTIME_DIR/vptrace or "
			"/tmp/vptrace-%u is not a folder that is yours alone",
			geteuid());
}

void sessions_free(struct sessions *sessions)
{
	while (sessions->n > 0)
		free(sessions->names[--sessions->n]);
	free(sessions->names);
	sessions->names = NULL;
}

static char *read_all(int fd)
{
	char *text = NULL;
	size_t length = 0;
	ssize_t n;

	do {
		char *more = realloc(text, length + PACKET + 1);

		if (!more)
			break;
		text = more;
		n = recv(fd, text + length, PACKET, 0);
		length += n > 0 ? (size_t)n : 0;
	} while (n > 0);
	if (text)
		text[length] = '\0';
	return text;
}

/* Ask one session. NULL if it is not there, or does not answer. */
struct json_object *session_ask(const char *name, const char *request)
{
	struct json_object *object = NULL;
	int fd = rendezvous_connect(name);
	char *text;

	if (fd < 0)
		return NULL;
	if (send(fd, request, strlen(request), MSG_NOSIGNAL) > 0) {
		text = read_all(fd);
		object = text ? json_tokener_parse(text) : NULL;
		free(text);
	}
	close(fd);
	return object;
}

/* Ask all sessions, or `only` this one: {"sessions": [answer, …]}. NULL with *status set if
 * that fails, which has been said. */
struct json_object *sessions_ask(const char *only, const char *request, int *status)
{
	struct json_object *all = json_object_new_array(), *root, *answer;
	struct sessions sessions = { 0 };
	int i;

	*status = only ? 0 : sessions_find(&sessions);
	if (only) {
		answer = session_ask(only, request);
		if (answer)
			json_object_array_add(all, answer);
		else
			*status = cmd_fail("%s: no such session: `vptrace ls` lists them",
					   only);
	}
	for (i = 0; i < sessions.n; i++) {
		answer = session_ask(sessions.names[i], request);
		if (answer) /* else it has ended meanwhile */
			json_object_array_add(all, answer);
	}
	sessions_free(&sessions);
	root = json_object_new_object();
	json_object_object_add(root, "sessions", all);
	if (*status) {
		json_object_put(root);
		return NULL;
	}
	return root;
}

static bool says(int fd, const char *request, const char *expected)
{
	char reply[8] = "";

	return send(fd, request, strlen(request), MSG_NOSIGNAL) > 0 &&
	       recv(fd, reply, sizeof(reply) - 1, 0) > 0 &&
	       (!expected || strcmp(reply, expected) == 0);
}

/* Are we in this session? Then it hears of our wait; any will do, such as one that nothing
 * can come of. */
bool session_has_us(const char *name)
{
	bool found = false;
	int fd;

	if (prctl(PR_GET_SECCOMP) != FILTER_MODE)
		return false;
	fd = rendezvous_connect(name);
	if (fd < 0)
		return false;
	if (says(fd, "hello", NULL)) {
		waitpid(getpid(), NULL, WNOHANG);
		found = says(fd, "member", "yes");
	}
	close(fd);
	return found;
}

/* Is this process in the session, or has it a tracer there? */
bool session_has(const char *name, pid_t pid)
{
	struct json_object *answer;
	char request[32];
	bool found;

	snprintf(request, sizeof(request), "has %d", pid);
	answer = session_ask(name, request);
	found = answer && json_object_get_boolean(member(answer, "has"));
	json_object_put(answer);
	return found;
}

struct json_object *member(struct json_object *object, const char *key)
{
	return json_object_object_get(object, key);
}

const char *member_string(struct json_object *object, const char *key)
{
	const char *text = json_object_get_string(member(object, key));

	return text ? text : "";
}

int64_t member_int(struct json_object *object, const char *key)
{
	return json_object_get_int64(member(object, key));
}

double member_double(struct json_object *object, const char *key)
{
	return json_object_get_double(member(object, key));
}
