/* SPDX-License-Identifier: MIT
 * leak.h: 64 bytes that are lost for good.
 */
#ifndef TESTS_TOOLS_PROG_LEAK_H
#define TESTS_TOOLS_PROG_LEAK_H

#include <stdlib.h>
#include <string.h>

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

#endif
