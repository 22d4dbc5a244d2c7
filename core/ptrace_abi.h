/* SPDX-License-Identifier: MIT
 * ptrace_abi.h: the constants of ptrace(2), wait(2) and signal(7) that the core speaks, with
 * those that older headers lack.
 */
#ifndef VPT_PTRACE_ABI_H
#define VPT_PTRACE_ABI_H

#include <errno.h>
#include <linux/ptrace.h>
#include <linux/wait.h>
#include <signal.h>

#ifndef PTRACE_SET_SYSCALL_INFO
#define PTRACE_SET_SYSCALL_INFO 0x4212
#endif
#ifndef PTRACE_GET_RSEQ_CONFIGURATION
#define PTRACE_GET_RSEQ_CONFIGURATION 0x420f
#endif
#ifndef PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG
#define PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG 0x4210
#define PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG 0x4211
#endif
#ifndef PTRACE_EVENTMSG_SYSCALL_ENTRY
#define PTRACE_EVENTMSG_SYSCALL_ENTRY 1
#define PTRACE_EVENTMSG_SYSCALL_EXIT  2
#endif
#ifndef PTRACE_SYSEMU
#define PTRACE_SYSEMU		 31
#define PTRACE_SYSEMU_SINGLESTEP 32
#endif
#ifndef PTRACE_SINGLEBLOCK
#define PTRACE_SINGLEBLOCK 33
#endif

/* Options that the machine must have if any layer has them; the others only change what a
 * layer is shown. */
#define VPT_MACHINE_OPTIONS                                                  \
	(PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |    \
	 PTRACE_O_TRACEEXEC | PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACEEXIT | \
	 PTRACE_O_TRACESECCOMP | PTRACE_O_SUSPEND_SECCOMP)

/* struct sock_filter and BPF_MAXINSNS of linux/filter.h */
#define VPT_BPF_INSN_SIZE	   8
#define VPT_BPF_MAXINSNS	   4096

/* The kernel's valid_signal(): 0 counts as valid. */
#define VPT_NSIG		   64
/* Bits of wait4's status for a stop: code << 8 | 0x7f. */
#define VPT_W_STOPCODE(code)	   (((code) << 8) | 0x7f)
#define VPT_W_CONTINUED		   0xffff
#define VPT_EVENT_CODE(event, sig) (((event) << 8) | (sig))

#endif
