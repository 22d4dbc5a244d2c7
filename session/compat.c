/* SPDX-License-Identifier: MIT
 * compat.c: what waits store for i386 callers: kernel/compat.c's put_compat_rusage().
 */
#include <assert.h>
#include <string.h>
#include <sys/resource.h>

#include "session.h"

void rusage_to_32(const struct rusage *ru, void *out)
{
	const long fields[] = {
		ru->ru_utime.tv_sec,  ru->ru_utime.tv_usec, ru->ru_stime.tv_sec,
		ru->ru_stime.tv_usec, ru->ru_maxrss,	    ru->ru_ixrss,
		ru->ru_idrss,	      ru->ru_isrss,	    ru->ru_minflt,
		ru->ru_majflt,	      ru->ru_nswap,	    ru->ru_inblock,
		ru->ru_oublock,	      ru->ru_msgsnd,	    ru->ru_msgrcv,
		ru->ru_nsignals,      ru->ru_nvcsw,	    ru->ru_nivcsw,
	};
	int32_t words[sizeof(fields) / sizeof(fields[0])];
	size_t i;

	static_assert(sizeof(words) == RUSAGE32_SIZE, "struct compat_rusage");
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		words[i] = (int32_t)fields[i];
	memcpy(out, words, sizeof(words));
}
