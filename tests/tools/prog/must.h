/* SPDX-License-Identifier: MIT
 * must.h: what a test program cannot go on without.
 */
#ifndef MUST_H
#define MUST_H

#include <stdio.h>
#include <stdlib.h>

#define MUST(what)                     \
	do {                           \
		if (!(what)) {         \
			perror(#what); \
			exit(1);       \
		}                      \
	} while (0)

#endif
