/* SPDX-License-Identifier: MIT
 * i386.h: the i386 ABI: numbers of its system calls, from asm/unistd_32.h, which cannot be
 * included beside the 64-bit ones, and how its tasks are known.
 */
#ifndef VPT_HOST_LINUX_I386_H
#define VPT_HOST_LINUX_I386_H

enum {
	I386_WAITPID = 7,
	I386_PTRACE = 26,
	I386_PAUSE = 29,
	I386_WAIT4 = 114,
	I386_PRCTL = 172,
	I386_RT_SIGTIMEDWAIT = 177,
	I386_PREAD64 = 180,
	I386_PWRITE64 = 181,
	I386_TKILL = 238,
	I386_TGKILL = 270,
	I386_WAITID = 284,
	I386_PROCESS_VM_READV = 347,
	I386_PROCESS_VM_WRITEV = 348,
	I386_SECCOMP = 354,
	I386_RT_SIGTIMEDWAIT_TIME64 = 421,
};

enum { CS_32BIT = 0x23 }; /* __USER32_CS */

#endif
