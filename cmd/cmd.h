/* SPDX-License-Identifier: MIT
 * cmd.h: what the subcommands of vptrace share.
 */
#ifndef VPT_CMD_H
#define VPT_CMD_H

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	EXIT_OURS = 125,      /* vptrace itself failed */
	EXIT_CANNOT = 126,    /* the command cannot be executed */
	EXIT_NOT_FOUND = 127, /* there is no such command */
};

/* A subcommand: its file is named after it. */
struct cmd {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv);
};

extern const struct cmd cmd_run, cmd_join, cmd_ls, cmd_ps;

/* Print `vptrace: …` on stderr and return EXIT_OURS. */
int cmd_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* client.c: talking to sessions */
struct json_object;
struct sessions {
	char **names;
	int n;
};
int sessions_find(struct sessions *sessions);
void sessions_free(struct sessions *sessions);
struct json_object *session_ask(const char *name, const char *request);
struct json_object *sessions_ask(const char *only, const char *request, int *status);
bool session_has_us(const char *name);
bool session_has(const char *name, pid_t pid);

/* Members of a JSON object, with a value for those that lack. */
const char *member_string(struct json_object *object, const char *key);
int64_t member_int(struct json_object *object, const char *key);
double member_double(struct json_object *object, const char *key);
struct json_object *member(struct json_object *object, const char *key);

/* table.c: aligned text */
struct table;
struct table *table_new(int columns, const char *const *headings);
void table_add(struct table *table, char **cells); /* takes the cells' memory */
char *table_text(struct table *table);		   /* to be freed; frees the table */
char *cell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ls.c, ps.c, watch.c */
char *sessions_text(struct json_object *sessions);
int watch(char *(*picture)(void *arg), void *arg);

#endif
