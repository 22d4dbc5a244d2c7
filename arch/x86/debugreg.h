/* SPDX-License-Identifier: MIT
 * debugreg.h: the debug registers, for the requests that read and write them.
 */
#ifndef VPT_X86_DEBUGREG_H
#define VPT_X86_DEBUGREG_H

#include "core/vpt.h"

/* asm-generic/siginfo.h: the si_code of a debug register's trap */
enum { X86_TRAP_HWBKPT = 4 };

long vpt_arch_peek_debugreg(struct vpt_attachment *att, int reg, unsigned long *value);
long vpt_arch_poke_debugreg(struct vpt_attachment *att, int reg, unsigned long value);
void vpt_arch_watch_hit(struct vpt_attachment *att, unsigned long addr);

#endif
