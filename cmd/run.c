/* SPDX-License-Identifier: MIT
 * run.c: `vptrace run`: start a session with one command in it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vptrace/vptrace.h>

#include "cmd.h"
#include "session/session.h"
#include "standin.h"

struct run_options {
	const char *log_path;
	bool wait, help;
	int next; /* index of the first word not understood yet */
	char **command;
};

enum { KEY_LOG = 'l', KEY_WAIT = 'w', KEY_HELP = 'h' };

static const struct argp_option options[] = {
	{ "log", KEY_LOG, "FILE", 0,
	  "Write a line for each ptrace call, stop and wait result to FILE", 0 },
	{ "wait", KEY_WAIT, NULL, 0,
	  "Return when the last task of the session has gone, not when CMD has", 0 },
	{ "help", KEY_HELP, NULL, 0, "Print this help", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct run_options *run = state->input;

	if (key == KEY_LOG || key == KEY_WAIT)
		run->next = state->next;
	switch (key) {
	case KEY_HELP:
		run->help = true;
		state->next = state->argc;
		return 0;
	case KEY_LOG:
		run->log_path = arg;
		return 0;
	case KEY_WAIT:
		run->wait = true;
		return 0;
	case ARGP_KEY_ARG: /* the first word that is no option: the rest is CMD's */
		run->command = &state->argv[state->next - 1];
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
	.doc = "Run CMD so that it and all that it starts can be traced by any number of "
	       "tracers at once.\v"
	       "The exit status is CMD's; if a signal kills CMD, vptrace dies by it too. 125: "
	       "vptrace itself failed, 126: CMD cannot be executed, 127: CMD was not found.",
};

static void wait_for_session(int control)
{
	char byte;

	while (read(control, &byte, 1) > 0 || errno == EINTR)
		;
}

static int start_and_wait(const struct run_options *run, int log_fd)
{
	struct inherited inherited;
	int control[2], status, on = 1;
	pid_t supervisor, command;

	/* the supervisor is told who brings the listener */
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, control) ||
	    setsockopt(control[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)))
		return cmd_fail("cannot start a session: %s", strerror(errno));
	take_signals(&inherited);
	supervisor = fork();
	if (supervisor == 0) {
		struct session_options session = {
			.control = control[1],
			.command = run->command,
			.log_fd = log_fd,
		};

		_exit(session_run(&session) ? 1 : 0);
	}
	command = supervisor < 0 ? -1 : fork();
	if (command == 0)
		become_command(run->command, control[0], "start a session", &inherited);
	if (command < 0)
		return cmd_fail("cannot start a process: %s", strerror(errno));
	close(control[1]);
	status = stand_in_for(command);
	if (run->wait)
		wait_for_session(control[0]);
	return end_like(status);
}

static int run_main(int argc, char **argv)
{
	struct run_options run = { .next = 1 };
	int log_fd = -1;

	argv[0] = "vptrace run";
	/* argp's own message would be two lines; --help is silent with its messages */
	if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER | ARGP_NO_ERRS | ARGP_NO_HELP,
		       NULL, &run))
		return cmd_fail(
			"run: %s: unknown option, or its argument is missing: try "
			"`vptrace run --help`",
			argv[run.next < argc ? run.next : argc - 1]);
	if (run.help) {
		argp_help(&argp, stdout, ARGP_HELP_STD_HELP, argv[0]);
		return 0;
	}
	if (!run.command)
		return cmd_fail("run: no command given: try `vptrace run --help`");
	if (run.log_path) {
		log_fd = open(run.log_path,
			      O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
		if (log_fd < 0)
			return cmd_fail("%s: cannot write the log: %s", run.log_path,
					strerror(errno));
	}
	return start_and_wait(&run, log_fd);
}

const struct cmd cmd_run = {
	.name = "run",
	.summary = "run a command in a new session",
	.run = run_main,
};
