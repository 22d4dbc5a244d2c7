/* SPDX-License-Identifier: MIT
 * table.c: text in columns, each as wide as it needs to be.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"

struct table {
	int columns;
	size_t rows;
	char **cells; /* row by row; the first row are the headings */
};

/* A cell's text, in memory of its own. */
char *cell(const char *format, ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&text, format, ap) < 0)
		abort();
	va_end(ap);
	return text;
}

/* A row is a line, whatever a program's words are: control characters are shown as C writes
 * them. */
static char *printable(char *text)
{
	static const char names[] = "abtnvfr"; /* from 7 on */
	size_t size = 0;
	char *shown = NULL;
	const unsigned char *c;
	FILE *out;

	for (c = (unsigned char *)text; *c >= 32 && *c != 127; c++)
		;
	if (!*c)
		return text;
	out = open_memstream(&shown, &size);
	if (!out)
		abort();
	for (c = (unsigned char *)text; *c; c++)
		if (*c >= 7 && *c < 14)
			fprintf(out, "\\%c", names[*c - 7]);
		else if (*c < 32 || *c == 127)
			fprintf(out, "\\%03o", *c);
		else
			putc(*c, out);
	fclose(out);
	free(text);
	return shown;
}

void table_add(struct table *table, char **cells)
{
	size_t i, columns = (size_t)table->columns;
	char **more = realloc(table->cells, sizeof(char *) * columns * (table->rows + 1));

	if (!more)
		abort();
	table->cells = more;
	for (i = 0; i < columns; i++)
		more[columns * table->rows + i] = printable(cells[i]);
	table->rows++;
}

struct table *table_new(int columns, const char *const *headings)
{
	struct table *table = calloc(1, sizeof(*table));
	char *cells[16];
	int i;

	if (!table)
		abort();
	table->columns = columns;
	for (i = 0; i < columns; i++)
		cells[i] = cell("%s", headings[i]);
	table_add(table, cells);
	return table;
}

static int width(const struct table *table, int column)
{
	size_t row, widest = 0;

	for (row = 0; row < table->rows; row++) {
		size_t length = strlen(
			table->cells[row * (size_t)table->columns + (size_t)column]);

		widest = length > widest ? length : widest;
	}
	return (int)widest;
}

/* Lines end with their last text, not with blanks. */
static void print_row(FILE *out, char **cells, const int *widths, int columns)
{
	int i;

	while (columns > 1 && !*cells[columns - 1])
		columns--;
	for (i = 0; i < columns - 1; i++)
		fprintf(out, "%-*s  ", widths[i], cells[i]);
	fprintf(out, "%s\n", cells[columns - 1]);
}

char *table_text(struct table *table)
{
	size_t row, size = 0, columns = (size_t)table->columns;
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);
	int widths[16] = { 0 }, i;

	if (!out)
		abort();
	for (i = 0; i < table->columns; i++)
		widths[i] = width(table, i);
	for (row = 0; row < table->rows; row++)
		print_row(out, table->cells + row * columns, widths, table->columns);
	fclose(out);
	for (row = 0; row < table->rows * columns; row++)
		free(table->cells[row]);
	free(table->cells);
	free(table);
	return text;
}
