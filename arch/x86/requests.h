/* SPDX-License-Identifier: MIT
 * requests.h: the numbers of the requests that x86 defines for itself, the same for both ABIs.
 * asm/ptrace-abi.h, which has them, cannot be included beside sys/user.h's users of the same names.
 */
#ifndef VPT_X86_REQUESTS_H
#define VPT_X86_REQUESTS_H

#include <stdbool.h>
#include "core/ptrace_abi.h"

enum {
	X86_GETREGS = 12,
	X86_SETREGS = 13,
	X86_GETFPREGS = 14,
	X86_SETFPREGS = 15,
	X86_GETFPXREGS = 18,
	X86_SETFPXREGS = 19,
	X86_GET_THREAD_AREA = 25,
	X86_SET_THREAD_AREA = 26,
	X86_ARCH_PRCTL = 30,
};

/* Can this request change where the task goes on? */
static inline bool x86_sets_registers(long request)
{
	return request == PTRACE_POKEUSR || request == X86_SETREGS ||
	       request == PTRACE_SETREGSET;
}

#endif
