/* SPDX-License-Identifier: MIT
 * ps.c: `vptrace ps`: who traces whom?
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"

enum {
	KEY_SESSION = 's',
	KEY_TREE = 't',
	KEY_JSON = 'j',
	KEY_WATCH = 'w',
	KEY_HELP = 'h'
};

struct ps_options {
	const char *session;
	bool tree, json, watch, help;
	int next;
};

static const struct argp_option options[] = {
	{ "session", KEY_SESSION, "SESSION", 0,
	  "Show this session; `vptrace ls` lists them. Without it: all", 0 },
	{ "tree", KEY_TREE, NULL, 0, "Show each tracee below its tracers", 0 },
	{ "json", KEY_JSON, NULL, 0, "Print JSON, for programs", 0 },
	{ "watch", KEY_WATCH, NULL, 0, "Show it again every second; q ends", 0 },
	{ "help", KEY_HELP, NULL, 0, "Print this help", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct ps_options *ps = state->input;

	switch (key) {
	case KEY_SESSION:
		ps->session = arg;
		break;
	case KEY_TREE:
		ps->tree = true;
		break;
	case KEY_JSON:
		ps->json = true;
		break;
	case KEY_WATCH:
		ps->watch = true;
		break;
	case KEY_HELP:
		ps->help = true;
		state->next = state->argc;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	ps->next = state->next;
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Show the tasks that trace, are traced, or wait for tracees: for each of its "
	       "tracers, the outermost first, how it is attached, and the state.",
};

/* ---- cells ---- */

/* How long ago, in the unit that suits. */
static char *age(struct json_object *object)
{
	struct timespec now;
	double seconds;

	if (!member(object, "since"))
		return cell("%s", "");
	clock_gettime(CLOCK_REALTIME, &now);
	seconds = (double)now.tv_sec + (double)now.tv_nsec / 1e9 -
		  member_double(object, "since");
	if (seconds < 100)
		return cell("%.1fs", seconds < 0 ? 0 : seconds);
	if (seconds < 6000)
		return cell("%.0fm", seconds / 60);
	return cell("%.0fh", seconds / 3600);
}

static char *state(struct json_object *layer)
{
	const char *name = member_string(layer, "state");

	if (strcmp(name, "dead") == 0 && member(layer, "status"))
		return cell("exited %lld", (long long)member_int(layer, "status"));
	if (strcmp(name, "dead") == 0)
		return cell("killed %s", member_string(layer, "signal"));
	if (!member(layer, "stop"))
		return cell("%s", name);
	return cell("%s%s %s%s", strcmp(name, "listening") == 0 ? "listening " : "",
		    member_string(layer, "stop"), member_string(layer, "signal"),
		    json_object_get_boolean(member(layer, "waited")) ? "" : " *");
}

/* The first few of a list, and how many more. */
static char *list(struct json_object *array, const char *separator)
{
	enum { SHOWN = 12 };
	size_t i, n = array ? json_object_array_length(array) : 0;
	char *text = cell("%s", ""), *longer;

	for (i = 0; i < n && i < SHOWN; i++) {
		longer =
			cell("%s%s%s", text, i ? separator : "",
			     json_object_get_string(json_object_array_get_idx(array, i)));
		free(text);
		text = longer;
	}
	if (n > SHOWN) {
		longer = cell("%s%s+%zu", text, separator, n - SHOWN);
		free(text);
		text = longer;
	}
	return text;
}

/* What a task waits for, the wait that began last if it were several. */
static char *waits(struct json_object *task)
{
	struct json_object *all = member(task, "waits"), *wait;
	size_t n = json_object_array_length(all);
	char *since, *text;

	if (n == 0)
		return cell("%s", "");
	wait = json_object_array_get_idx(all, n - 1);
	since = age(wait);
	if (member(wait, "id"))
		text = cell("%s %lld, %s", member_string(wait, "for"),
			    (long long)member_int(wait, "id"), since);
	else
		text = cell("%s, %s", member_string(wait, "for"), since);
	free(since);
	return text;
}

/* ---- the table ---- */

enum {
	TASK,
	PARENT,
	COMMAND,
	TRACER,
	ATTACHED,
	STATE,
	SINCE,
	OPTIONS,
	WAITS,
	STOLEN,
	NCOLUMNS
};

static const char *const headings[NCOLUMNS] = {
	"TASK",	 "PARENT", "COMMAND", "TRACER", "ATTACHED",
	"STATE", "SINCE",  "OPTIONS", "WAITS",	"STOLEN",
};

static void fill_task(char **cells, struct json_object *task, int depth)
{
	cells[TASK] = cell("%*s%lld", 2 * depth, "", (long long)member_int(task, "tid"));
	cells[PARENT] = cell("%lld", (long long)member_int(task, "parent"));
	cells[COMMAND] = cell("%s", member_string(task, "command"));
	cells[WAITS] = waits(task);
	cells[STOLEN] = list(member(task, "stolen"), ",");
}

static void fill_layer(char **cells, struct json_object *layer)
{
	cells[TRACER] = cell("%lld %s", (long long)member_int(layer, "tracer"),
			     member_string(layer, "tracer_command"));
	cells[ATTACHED] = cell("%s", member_string(layer, "attached"));
	cells[STATE] = state(layer);
	cells[SINCE] = age(layer);
	cells[OPTIONS] = list(member(layer, "options"), ",");
}

/* What is NULL is empty. */
static void add_row(struct table *table, char **cells)
{
	int i;

	for (i = 0; i < NCOLUMNS; i++)
		if (!cells[i])
			cells[i] = cell("%s", "");
	table_add(table, cells);
}

/* A line for each layer; the task's own columns are in the first. */
static void add_task(struct table *table, struct json_object *task)
{
	struct json_object *layers = member(task, "layers");
	size_t i, n = json_object_array_length(layers);

	for (i = 0; i == 0 || i < n; i++) {
		char *cells[NCOLUMNS] = { NULL };

		if (i == 0)
			fill_task(cells, task, 0);
		if (i < n)
			fill_layer(cells, json_object_array_get_idx(layers, i));
		add_row(table, cells);
	}
}

/* ---- the tree ---- */

static struct json_object *find_task(struct json_object *tasks, int64_t tid)
{
	size_t low = 0, high = json_object_array_length(tasks);

	while (low < high) { /* they are sorted */
		size_t middle = (low + high) / 2;
		struct json_object *task = json_object_array_get_idx(tasks, middle);

		if (member_int(task, "tid") == tid)
			return task;
		if (member_int(task, "tid") < tid)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The layer of a task that belongs to this tracer. */
static struct json_object *layer_of(struct json_object *task, int64_t tracer)
{
	struct json_object *layers = member(task, "layers");
	size_t i;

	for (i = 0; i < json_object_array_length(layers); i++)
		if (member_int(json_object_array_get_idx(layers, i), "tracer") == tracer)
			return json_object_array_get_idx(layers, i);
	return NULL;
}

/* A task, as the tracee of `tracer` (0: as nobody's), and what it traces. Tracing has no
 * cycles. */
static void add_branch(struct table *table, struct json_object *tasks,
		       struct json_object *task, int64_t tracer, int depth)
{
	struct json_object *tracees = member(task, "tracees"),
			   *layer = tracer ? layer_of(task, tracer) : NULL;
	char *cells[NCOLUMNS] = { NULL };
	size_t i;

	fill_task(cells, task, depth);
	if (layer)
		fill_layer(cells, layer);
	add_row(table, cells);
	for (i = 0; i < json_object_array_length(tracees); i++) {
		struct json_object *tracee = find_task(
			tasks,
			json_object_get_int64(json_object_array_get_idx(tracees, i)));

		if (tracee)
			add_branch(table, tasks, tracee, member_int(task, "tid"),
				   depth + 1);
	}
}

/* ---- the whole ---- */

static char *session_text(struct json_object *session, bool tree)
{
	struct table *table = table_new(NCOLUMNS, headings);
	struct json_object *tasks = member(session, "tasks"), *task;
	size_t i;

	for (i = 0; i < json_object_array_length(tasks); i++) {
		task = json_object_array_get_idx(tasks, i);
		if (!tree)
			add_task(table, task);
		else if (json_object_array_length(member(task, "layers")) == 0)
			add_branch(table, tasks, task, 0, 0);
	}
	return table_text(table);
}

/* Several sessions have headings. */
static char *sessions_table(struct json_object *sessions, bool tree)
{
	size_t i, n = json_object_array_length(sessions);
	char *text = cell("%s", ""), *part, *longer;

	for (i = 0; i < n; i++) {
		struct json_object *session = json_object_array_get_idx(sessions, i);

		part = session_text(session, tree);
		longer = n > 1 ? cell("%s%ssession %s\n%s", text, i ? "\n" : "",
				      member_string(session, "session"), part)
			       : cell("%s", part);
		free(part);
		free(text);
		text = longer;
	}
	return text;
}

/* For --watch: the text of this moment; NULL when the session has gone. */
static char *picture(void *arg)
{
	const struct ps_options *ps = arg;
	struct json_object *answer, *sessions;
	int status;
	char *text = NULL;

	answer = sessions_ask(ps->session, "tasks", &status);
	if (!answer)
		return NULL;
	sessions = member(answer, "sessions");
	if (json_object_array_length(sessions) > 0)
		text = sessions_table(sessions, ps->tree);
	json_object_put(answer);
	return text;
}

static int show_once(const struct ps_options *ps)
{
	struct json_object *answer;
	int status;
	char *text;

	answer = sessions_ask(ps->session, "tasks", &status);
	if (!answer)
		return status;
	if (ps->json) {
		puts(json_object_to_json_string_ext(answer, JSON_C_TO_STRING_PRETTY));
	} else {
		text = sessions_table(member(answer, "sessions"), ps->tree);
		fputs(text, stdout);
		free(text);
	}
	json_object_put(answer);
	return 0;
}

static int ps_main(int argc, char **argv)
{
	struct ps_options ps = { .next = 1 };

	argv[0] = "vptrace ps";
	if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER | ARGP_NO_ERRS | ARGP_NO_HELP,
		       NULL, &ps))
		return cmd_fail("ps: %s: not understood, or its argument is missing: try "
				"`vptrace ps --help`",
				argv[ps.next < argc ? ps.next : argc - 1]);
	if (ps.help) {
		argp_help(&argp, stdout, ARGP_HELP_STD_HELP, argv[0]);
		return 0;
	}
	if (!ps.watch)
		return show_once(&ps);
	if (ps.json)
		return cmd_fail("ps: --watch draws for people: without --json");
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return cmd_fail("ps: --watch needs a terminal");
	return watch(picture, &ps);
}

const struct cmd cmd_ps = {
	.name = "ps",
	.summary = "show who traces whom",
	.run = ps_main,
};
