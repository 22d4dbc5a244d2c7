/*
 * Loses 64 bytes and ends. Built with LeakSanitizer alone, whose check
 * runs at exit and traces the process from a helper thread of its own.
 * With an argument, waits first for a byte of input.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

__attribute__((noinline)) static void lose(void)
{
	char *volatile lost = malloc(64);

	lost[0] = 1;
	lost = NULL;
}

/* Writes over the stack that lose() used, so that no copy of its pointer stays there. */
__attribute__((noinline)) static void scrub(void)
{
	volatile char waste[4096];

	memset((char *)waste, 0, sizeof(waste));
}

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
