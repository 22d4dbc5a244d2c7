/* SPDX-License-Identifier: MIT
 * main.c: the command line's first word: which subcommand?
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <vptrace/vptrace.h>

#include "cmd.h"

static const struct cmd *const cmds[] = { &cmd_run, &cmd_join, &cmd_ls, &cmd_ps };
enum { NCMDS = sizeof(cmds) / sizeof(cmds[0]) };

int cmd_fail(const char *format, ...)
{
	va_list ap;

	fputs("vptrace: ", stderr);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	return EXIT_OURS;
}

static void help(FILE *out)
{
	size_t i;

	fputs("Usage: vptrace COMMAND [OPTIONS] …\n"
	      "Run programs so that any number of unmodified tracers can trace them at once.\n\n"
	      "Commands:\n",
	      out);
	for (i = 0; i < NCMDS; i++)
		fprintf(out, "  %-6s %s\n", cmds[i]->name, cmds[i]->summary);
	fputs("\n`vptrace COMMAND --help` explains a command.\n", out);
}

int main(int argc, char **argv)
{
	size_t i;

	argp_err_exit_status = EXIT_OURS;
	if (argc < 2)
		return cmd_fail("no command given: try `vptrace --help`");
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		help(stdout);
		return 0;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		printf("vptrace %s\n", vpt_version());
		return 0;
	}
	for (i = 0; i < NCMDS; i++)
		if (strcmp(argv[1], cmds[i]->name) == 0)
			return cmds[i]->run(argc - 1, argv + 1);
	return cmd_fail("%s: no such command: try `vptrace --help`", argv[1]);
}
