/* SPDX-License-Identifier: MIT
 * join.c: `vptrace join`: run a command inside a session that is running already.
 */
#include <ctype.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "session/session.h"
#include "standin.h"

enum { KEY_SESSION = 's', KEY_HELP = 'h' };

struct join_options {
	const char *session;
	bool help;
	int next;
	char **command;
};

static const struct argp_option options[] = {
	{ "session", KEY_SESSION, "SESSION", 0,
	  "Join this session; `vptrace ls` lists them. Without it: the session of the "
	  "process whose id is among CMD's arguments, or else the only session",
	  0 },
	{ "help", KEY_HELP, NULL, 0, "Print this help", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct join_options *join = state->input;

	switch (key) {
	case KEY_HELP:
		join->help = true;
		state->next = state->argc;
		return 0;
	case KEY_SESSION:
		join->session = arg;
		join->next = state->next;
		return 0;
	case ARGP_KEY_ARG: /* the first word that is no option: the rest is CMD's */
		join->command = &state->argv[state->next - 1];
		state->next = state->argc;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[--] CMD [ARG...]",
	.doc = "Run CMD inside a running session, so that it can trace the tasks there, "
	       "whoever traces them already.\v"
	       "The exit status is CMD's; if a signal kills CMD, vptrace dies by it too. 125: "
	       "vptrace itself failed, 126: CMD cannot be executed, 127: CMD was not found.",
};

/* ---- which session? ---- */

enum { NONE = -1, SEVERAL = -2 };

/* The sessions that have one of the processes in a list such as "12", "12,13" or "12 13":
 * the index of the only one, NONE, or SEVERAL. */
static int session_of_list(const struct sessions *sessions, const char *list, int found)
{
	while (*list && found != SEVERAL) {
		char *end;
		long pid = strtol(list, &end, 10);
		int i;

		if (end == list || (*end && !strchr(", \t\n", *end)))
			return found;
		for (i = 0; i < sessions->n; i++)
			if (pid > 0 && session_has(sessions->names[i], (pid_t)pid))
				found = found == NONE || found == i ? i : SEVERAL;
		list = end + strspn(end, ", \t\n");
	}
	return found;
}

/* If this word says that the next one, or its own rest, is a process id: where that begins. */
static const char *pid_option(char **word)
{
	if (strcmp(*word, "-p") == 0 || strcmp(*word, "--pid") == 0)
		return word[1];
	if (strncmp(*word, "--pid=", 6) == 0)
		return *word + 6;
	return strncmp(*word, "-p", 2) == 0 ? *word + 2 : NULL;
}

/* The session of the processes that CMD's arguments name: as options say, or if there are no
 * such options, by plain numbers (gdb PROGRAM PID, gcore PID). */
static int session_of_arguments(const struct sessions *sessions, char **command)
{
	int found = NONE;
	char **word;

	for (word = command + 1; command[0] && *word; word++)
		if (pid_option(word))
			found = session_of_list(sessions, pid_option(word), found);
	for (word = command + 1; found == NONE && *word; word++)
		if (isdigit((unsigned char)**word))
			found = session_of_list(sessions, *word, found);
	return found;
}

static int our_session(const struct sessions *sessions)
{
	int i;

	for (i = 0; i < sessions->n; i++)
		if (session_has_us(sessions->names[i]))
			return i;
	return NONE;
}

static int say_ambiguous(const struct sessions *sessions)
{
	struct json_object *answer;
	int status;
	char *text;

	cmd_fail("join: there are %d sessions: choose one with -s", sessions->n);
	answer = sessions_ask(NULL, "session", &status);
	if (answer) {
		text = sessions_text(member(answer, "sessions"));
		fputs(text, stderr);
		free(text);
	}
	json_object_put(answer);
	return EXIT_OURS;
}

/* The name of the session to join, in memory of its own; or *status is set. */
static char *choose(const struct join_options *join, int *status)
{
	struct sessions sessions;
	char *name = NULL;
	int i;

	if (join->session)
		return strdup(join->session);
	*status = sessions_find(&sessions);
	if (*status)
		return NULL;
	i = session_of_arguments(&sessions, join->command);
	if (i == NONE)
		i = our_session(&sessions);
	if (i == NONE && sessions.n == 1)
		i = 0;
	if (i >= 0)
		name = strdup(sessions.names[i]);
	else if (sessions.n == 0)
		*status = cmd_fail("join: there is no session: `vptrace run` starts one");
	else
		*status = say_ambiguous(&sessions);
	sessions_free(&sessions);
	return name;
}

/* ---- joining ---- */

static int enter(const char *name, char **command)
{
	struct inherited inherited;
	int status, session = rendezvous_connect(name);
	pid_t pid;

	if (session < 0)
		return cmd_fail("join: %s: no such session: `vptrace ls` lists them",
				name);
	take_signals(&inherited);
	pid = fork();
	if (pid == 0)
		become_command(command, session, "join the session", &inherited);
	if (pid < 0)
		return cmd_fail("cannot start a process: %s", strerror(errno));
	close(session);
	status = stand_in_for(pid);
	return end_like(status);
}

static int join_main(int argc, char **argv)
{
	struct join_options join = { .next = 1 };
	int status = EXIT_OURS;
	char *name;

	argv[0] = "vptrace join";
	if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER | ARGP_NO_ERRS | ARGP_NO_HELP,
		       NULL, &join))
		return cmd_fail(
			"join: %s: unknown option, or its argument is missing: try "
			"`vptrace join --help`",
			argv[join.next < argc ? join.next : argc - 1]);
	if (join.help) {
		argp_help(&argp, stdout, ARGP_HELP_STD_HELP, argv[0]);
		return 0;
	}
	if (!join.command)
		return cmd_fail("join: no command given: try `vptrace join --help`");
	name = choose(&join, &status);
	if (!name)
		return status;
	if (session_has_us(name))
		status = exec_plainly(join.command);
	else
		status = enter(name, join.command);
	free(name);
	return status;
}

const struct cmd cmd_join = {
	.name = "join",
	.summary = "run a command in a running session",
	.run = join_main,
};
