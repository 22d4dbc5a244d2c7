/*
 * Loses 64 bytes and ends. Built with LeakSanitizer alone, whose check
 * runs at exit and traces the process from a helper thread of its own.
 * With an argument, waits first for a byte of input.
 */
#include <unistd.h>

#include "leak.h"

int main(int argc, char **argv)
{
	char byte;

	(void)argv;
	if (argc > 1 && read(STDIN_FILENO, &byte, 1) != 1)
		return 2;
	lose();
	scrub();
	return 0;
}
