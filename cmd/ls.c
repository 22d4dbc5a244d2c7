/* SPDX-License-Identifier: MIT
 * ls.c: `vptrace ls`: which sessions are there?
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd.h"

enum { KEY_JSON = 'j', KEY_HELP = 'h' };

struct ls_options {
	bool json, help;
	int next;
};

static const struct argp_option options[] = {
	{ "json", KEY_JSON, NULL, 0, "Print JSON, for programs", 0 },
	{ "help", KEY_HELP, NULL, 0, "Print this help", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct ls_options *ls = state->input;

	(void)arg;
	switch (key) {
	case KEY_JSON:
		ls->json = true;
		ls->next = state->next;
		return 0;
	case KEY_HELP:
		ls->help = true;
		state->next = state->argc;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "List the running sessions.",
};

enum { MAX_COMMAND = 80 };

/* The words of a command; of a long one, which --json shows whole, the beginning. */
static char *words(struct json_object *array)
{
	char *line = cell("%s", ""), *longer;
	size_t i;

	for (i = 0; array && i < json_object_array_length(array); i++) {
		longer =
			cell("%s%s%s", line, i ? " " : "",
			     json_object_get_string(json_object_array_get_idx(array, i)));
		free(line);
		line = longer;
	}
	if (strlen(line) <= MAX_COMMAND)
		return line;
	for (i = MAX_COMMAND; i > 0 && (line[i] & 0xc0) == 0x80;)
		i--; /* not within a character */
	longer = cell("%.*s…", (int)i, line);
	free(line);
	return longer;
}

static char *start_time(struct json_object *session)
{
	time_t started = (time_t)member_double(session, "started");
	char text[32];
	struct tm tm;

	localtime_r(&started, &tm);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
	return cell("%s", text);
}

/* A line for each session. */
char *sessions_text(struct json_object *sessions)
{
	static const char *const headings[] = { "SESSION", "STARTED", "PROGRAMS",
						"TRACEES", "TRACERS", "COMMAND" };
	struct table *table = table_new(6, headings);
	size_t i;

	for (i = 0; i < json_object_array_length(sessions); i++) {
		struct json_object *session = json_object_array_get_idx(sessions, i);
		char *cells[6] = {
			cell("%s", member_string(session, "session")),
			start_time(session),
			cell("%zu",
			     json_object_array_length(member(session, "programs"))),
			cell("%lld", (long long)member_int(session, "tracees")),
			cell("%lld", (long long)member_int(session, "tracers")),
			words(member(session, "command")),
		};

		table_add(table, cells);
	}
	return table_text(table);
}

static int ls_main(int argc, char **argv)
{
	struct ls_options ls = { .next = 1 };
	struct json_object *answer, *sessions;
	int status;

	argv[0] = "vptrace ls";
	if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER | ARGP_NO_ERRS | ARGP_NO_HELP,
		       NULL, &ls))
		return cmd_fail("ls: %s: not understood: try `vptrace ls --help`",
				argv[ls.next < argc ? ls.next : argc - 1]);
	if (ls.help) {
		argp_help(&argp, stdout, ARGP_HELP_STD_HELP, argv[0]);
		return 0;
	}
	answer = sessions_ask(NULL, "session", &status);
	if (!answer)
		return status;
	sessions = member(answer, "sessions");
	if (ls.json) {
		puts(json_object_to_json_string_ext(answer, JSON_C_TO_STRING_PRETTY));
	} else if (json_object_array_length(sessions) > 0) {
		char *text = sessions_text(sessions);

		fputs(text, stdout);
		free(text);
	}
	json_object_put(answer);
	return 0;
}

const struct cmd cmd_ls = {
	.name = "ls",
	.summary = "list the running sessions",
	.run = ls_main,
};
