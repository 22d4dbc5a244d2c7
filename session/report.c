/* SPDX-License-Identifier: MIT
 * report.c: what a session tells of itself, in JSON: `vptrace ls` and `vptrace ps` show it, and
 * docs/json.md lists the fields. Runs in a child of the supervisor (door.c), so that reading
 * /proc for thousands of tasks holds nobody up.
 */
#include <json-c/json.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "session.h"

enum { PACKET = 65536 };

typedef struct json_object json;

/* ---- small helpers ---- */

static void put_int(json *object, const char *key, int64_t value)
{
	json_object_object_add(object, key, json_object_new_int64(value));
}

static void put_string(json *object, const char *key, const char *value)
{
	json_object_object_add(object, key, json_object_new_string(value));
}

static void put_bool(json *object, const char *key, bool value)
{
	json_object_object_add(object, key, json_object_new_boolean(value));
}

/* Seconds since the epoch, to the millisecond. */
static void put_time(json *object, const char *key, int64_t ms)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld.%03lld", (long long)ms / 1000,
		 (long long)ms % 1000);
	json_object_object_add(object, key,
			       json_object_new_double_s((double)ms / 1000, text));
}

/* What ends up in JSON must be UTF-8; a program may call itself anything. */
static void make_plain(char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

/* The name of a task, as in /proc/PID/comm. */
static void put_command(json *object, const char *key, pid_t tid)
{
	char name[64] = "";

	if (proc_read(name, sizeof(name), "/proc/%d/comm", tid) > 0)
		name[strcspn(name, "\n")] = '\0';
	make_plain(name);
	put_string(object, key, name);
}

/* The words of a process' command line. */
static json *command_line(pid_t pid)
{
	char line[8192];
	ssize_t i, n = proc_read(line, sizeof(line), "/proc/%d/cmdline", pid);
	json *words = json_object_new_array();

	for (i = 0; i < n; i += (ssize_t)strlen(line + i) + 1) {
		make_plain(line + i);
		json_object_array_add(words, json_object_new_string(line + i));
	}
	return words;
}

static void put_signal(json *object, int signr)
{
	const char *abbreviation = sigabbrev_np(signr);
	char name[24];

	if (abbreviation)
		snprintf(name, sizeof(name), "SIG%s", abbreviation);
	else
		snprintf(name, sizeof(name), "SIG%d", signr);
	put_string(object, "signal", name);
}

/* ---- the session ---- */

/* Is the program that brought the listener there still? */
static bool root_lives(const struct listener *listener)
{
	return listener->root && proc_start_time(listener->root) == listener->root_start;
}

static json *roots(const struct session *session)
{
	json *all = json_object_new_array();
	unsigned i;

	for (i = 0; i < session->nlisteners; i++) {
		const struct listener *listener = session->listeners[i];
		json *root;

		if (!root_lives(listener))
			continue;
		root = json_object_new_object();
		put_int(root, "pid", listener->root);
		json_object_object_add(root, "command", command_line(listener->root));
		json_object_array_add(all, root);
	}
	return all;
}

static json *report_session(const struct session *session)
{
	json *object = json_object_new_object();
	json *command = json_object_new_array();
	char **word;

	for (word = session->command; word && *word; word++)
		json_object_array_add(command, json_object_new_string(*word));
	put_string(object, "session", session->place.name);
	put_string(object, "version", vpt_version());
	put_int(object, "pid", session->host.self);
	put_time(object, "started", session->started);
	json_object_object_add(object, "command", command);
	json_object_object_add(object, "programs", roots(session));
	put_int(object, "tracees", vpt_tracee_count(session->host.vpt));
	put_int(object, "tracers", HASH_COUNT(session->peers));
	return object;
}

/* ---- tasks with a relation ---- */

/* A task that traces, is traced, or waits. */
struct related {
	pid_t tid, tgid, parent;
	json *layers, *tracees, *stolen, *waits;
	UT_hash_handle hh;
};

struct relations {
	struct session *session;
	struct related *all;
};

static struct related *get(struct relations *relations, pid_t tid, pid_t tgid)
{
	struct related *task;
	struct proc_status status;

	HASH_FIND_INT(relations->all, &tid, task);
	if (task)
		return task;
	task = calloc(1, sizeof(*task));
	if (!task)
		exit(1);
	task->tid = tid;
	task->tgid = tgid;
	task->parent = proc_status(tid, &status) ? 0 : status.ppid;
	task->layers = json_object_new_array();
	task->tracees = json_object_new_array();
	task->stolen = json_object_new_array();
	task->waits = json_object_new_array();
	HASH_ADD_INT(relations->all, tid, task);
	return task;
}

static json *option_names(unsigned long options)
{
	json *names = json_object_new_array();
	unsigned bit;

	for (bit = 0; bit < 8 * sizeof(options); bit++)
		if (options & (1ul << bit) && vpt_option_name(1ul << bit))
			json_object_array_add(
				names,
				json_object_new_string(vpt_option_name(1ul << bit)));
	return names;
}

/* Why the task stands still, or how it died. */
static void put_stop(json *layer, const struct vpt_attachment_view *view)
{
	bool dead = strcmp(view->state, "dead") == 0;

	if (!dead && view->stop == VPT_STOP_NONE)
		return;
	if (!dead) {
		put_string(layer, "stop", vpt_stop_name(view->stop, view->code >> 16));
		put_signal(layer, WSTOPSIG(view->code) & 0x7f);
	} else if (WIFEXITED(view->code)) {
		put_int(layer, "status", WEXITSTATUS(view->code));
	} else {
		put_signal(layer, WTERMSIG(view->code));
	}
	put_bool(layer, "waited", !view->reportable);
	if (view->mark)
		put_time(layer, "since", view->mark);
}

static void add_relation(void *arg, const struct vpt_attachment_view *view)
{
	struct relations *relations = arg;
	struct related *tracee = get(relations, view->tracee, view->tracee_tgid);
	struct related *tracer = get(relations, view->tracer, view->tracer_tgid);
	json *layer = json_object_new_object();

	put_int(layer, "layer", view->layer);
	put_int(layer, "tracer", view->tracer);
	put_int(layer, "tracer_tgid", view->tracer_tgid);
	put_command(layer, "tracer_command", view->tracer);
	put_string(layer, "attached", vpt_attached_name(view->attached));
	put_bool(layer, "seized", view->seized);
	json_object_object_add(layer, "options", option_names(view->options));
	put_string(layer, "state", view->state);
	put_stop(layer, view);
	json_object_array_add(tracee->layers, layer);
	json_object_array_add(tracer->tracees, json_object_new_int(view->tracee));
	if (tracee->parent != view->tracer_tgid)
		json_object_array_add(tracer->stolen, json_object_new_int(view->tracee));
}

static void add_held_wait(struct relations *relations, const struct held_wait *held)
{
	static const char *const which[] = {
		[VPT_WAIT_ANY] = "any",
		[VPT_WAIT_PID] = "pid",
		[VPT_WAIT_PGID] = "pgid",
	};
	struct related *waiter =
		get(relations, held->call.caller.tid, held->call.caller.tgid);
	json *wait = json_object_new_object();

	put_string(wait, "for", which[held->wait.which]);
	if (held->wait.which != VPT_WAIT_ANY)
		put_int(wait, "id", held->wait.id);
	put_time(wait, "since", held->since);
	json_object_array_add(waiter->waits, wait);
}

static int by_tid(const struct related *a, const struct related *b)
{
	return a->tid - b->tid;
}

static json *report_task(const struct related *task)
{
	json *object = json_object_new_object();

	put_int(object, "tid", task->tid);
	put_int(object, "tgid", task->tgid);
	put_command(object, "command", task->tid);
	put_int(object, "parent", task->parent);
	json_object_object_add(object, "layers", task->layers);
	json_object_object_add(object, "tracees", task->tracees);
	json_object_object_add(object, "stolen", task->stolen);
	json_object_object_add(object, "waits", task->waits);
	return object;
}

static json *report_tasks(struct session *session)
{
	struct relations relations = { .session = session };
	json *tasks = json_object_new_array(), *object;
	const struct held_wait *held;
	struct related *task;
	struct peer *peer;

	vpt_for_each_attachment(session->host.vpt, add_relation, &relations);
	for (peer = session->peers; peer; peer = peer->hh.next)
		TAILQ_FOREACH(held, &peer->held, link)
			add_held_wait(&relations, held);
	HASH_SRT(hh, relations.all, by_tid);
	for (task = relations.all; task; task = task->hh.next)
		json_object_array_add(tasks, report_task(task));
	object = report_session(session);
	json_object_object_add(object, "tasks", tasks);
	return object;
}

/* ---- is a process in this session? ---- */

static bool entered(struct session *session, pid_t pid)
{
	unsigned i;

	for (i = 0; i < session->nlisteners; i++)
		if (session->listeners[i]->root == pid &&
		    root_lives(session->listeners[i]))
			return true;
	return session_known(session, pid) != NULL;
}

/* The filter is inherited: whoever descends from one that has it, has it. */
static bool descends(struct session *session, pid_t pid)
{
	struct proc_status status;

	for (; pid > 1; pid = status.ppid) {
		if (entered(session, pid))
			return true;
		if (proc_status(pid, &status))
			return false;
	}
	return false;
}

/* … and so has whoever is in a POSIX session that such a one leads. */
static bool is_filtered_member(struct session *session, pid_t pid)
{
	char buffer[4096];
	pid_t leader = getsid(pid);

	if (proc_read(buffer, sizeof(buffer), "/proc/%d/status", pid) <= 0 ||
	    !strstr(buffer, "\nSeccomp:\t2"))
		return false;
	return descends(session, pid) || (leader > 0 && entered(session, leader));
}

static json *report_has(struct session *session, pid_t pid)
{
	json *object = json_object_new_object();

	put_bool(object, "has",
		 pid > 0 &&
			 (vpt_is_tracee(session->host.vpt, pid) ||
			  peer_find(session, pid) || is_filtered_member(session, pid)));
	return object;
}

/* Answer a question on this socket. */
void report(struct session *session, const char *request, int socket)
{
	json *object;
	const char *text;
	size_t length, done;

	if (strcmp(request, "session") == 0)
		object = report_session(session);
	else if (strcmp(request, "tasks") == 0)
		object = report_tasks(session);
	else if (strncmp(request, "has ", 4) == 0)
		object = report_has(session, atoi(request + 4));
	else
		return;
	text = json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN);
	length = strlen(text);
	for (done = 0; done < length; done += PACKET) {
		size_t part = length - done < PACKET ? length - done : PACKET;

		if (send(socket, text + done, part, MSG_NOSIGNAL) < 0)
			break;
	}
	json_object_put(object);
}
