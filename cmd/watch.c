/* SPDX-License-Identifier: MIT
 * watch.c: a text that changes, drawn again every second on a terminal.
 */
#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"

enum { PERIOD_MS = 1000 };

static int count_lines(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* Show the part of the text that fits, from line `top` on. */
static void draw(const char *text, int top)
{
	int row, length;

	erase();
	for (; *text && top > 0; top--)
		text = strchr(text, '\n') + 1;
	for (row = 0; *text && row < LINES; row++) {
		length = (int)strcspn(text, "\n");
		mvaddnstr(row, 0, text, length < COLS ? length : COLS);
		text += length + 1;
	}
	refresh();
}

/* Where a key leads to; -1: to the end. */
static int moved(int key, int top)
{
	switch (key) {
	case 'q':
		return -1;
	case KEY_UP:
		return top > 0 ? top - 1 : 0;
	case KEY_DOWN:
		return top + 1;
	case KEY_PPAGE:
		return top > LINES ? top - LINES : 0;
	case KEY_NPAGE:
		return top + LINES;
	default:
		return top;
	}
}

/* Draw what picture() says, until it says nothing (NULL) or somebody types q. */
int watch(char *(*picture)(void *arg), void *arg)
{
	SCREEN *screen;
	char *text = picture(arg);
	int top = 0, last;

	if (!text)
		return EXIT_OURS;
	screen = newterm(NULL, stdout, stdin);
	if (!screen) {
		free(text);
		return cmd_fail("the terminal is of an unknown kind: see $TERM");
	}
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	curs_set(0);
	timeout(PERIOD_MS);
	while (text && top >= 0) {
		last = count_lines(text) - LINES;
		top = top > last ? last : top;
		top = top < 0 ? 0 : top;
		draw(text, top);
		free(text);
		top = moved(getch(), top);
		text = top >= 0 ? picture(arg) : NULL;
	}
	free(text);
	endwin();
	delscreen(screen);
	return 0;
}
