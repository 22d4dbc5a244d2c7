/* SPDX-License-Identifier: MIT
 * compat.c: the requests of i386 tracers that depend on the architecture. The counterpart of
 * ia32_arch_ptrace() in arch/x86/kernel/ptrace.c.
 */
#include "core/vpt.h"
#include "debugreg.h"
#include "requests.h"

/* asm/user32.h: user_regs_struct32, user_i387_ia32_struct, user32_fxsr_struct */
enum { REGS32_SIZE = 68, FPREGS32_SIZE = 108, FPXREGS32_SIZE = 512 };

static long machine(struct vpt_attachment *att, long request, unsigned long addr,
		    unsigned long data, void *buffer, size_t size)
{
	struct vpt_task *task = att->task;

	if (!task->vpt->ops->compat_request)
		return -EIO;
	return VPT_OP(task->vpt, compat_request, task->tid, request, (uint32_t)addr,
		      (uint32_t)data, buffer, size);
}

static long get_struct(struct vpt_attachment *att, pid_t caller, long request,
		       unsigned long addr, unsigned long data, size_t size)
{
	unsigned char buffer[FPXREGS32_SIZE];
	long rc = machine(att, request, addr, 0, buffer, size);

	return rc ? rc : vpt_copy_to_user(att->task->vpt, caller, data, buffer, size);
}

static long set_struct(struct vpt_attachment *att, pid_t caller, long request,
		       unsigned long data, size_t size)
{
	unsigned char buffer[FPXREGS32_SIZE];

	if (vpt_copy_from_user(att->task->vpt, caller, data, buffer, size))
		return -EFAULT;
	return machine(att, request, 0, 0, buffer, size);
}

/* asm/user32.h: struct user32 ends with the debug registers */
enum { DEBUGREGS32 = 252, USER32_SIZE = 284 };

static int debugreg_at(unsigned long offset)
{
	if (offset < DEBUGREGS32 || offset >= USER32_SIZE || offset % sizeof(uint32_t))
		return -1;
	return (int)((offset - DEBUGREGS32) / sizeof(uint32_t));
}

static long peekusr(struct vpt_attachment *att, pid_t caller, unsigned long addr,
		    unsigned long data)
{
	int reg = debugreg_at(addr);
	unsigned long value;
	uint32_t word;
	long rc;

	if (reg < 0)
		return get_struct(att, caller, PTRACE_PEEKUSR, addr, data, sizeof(word));
	rc = vpt_arch_peek_debugreg(att, reg, &value);
	word = (uint32_t)value;
	return rc ? rc
		  : vpt_copy_to_user(att->task->vpt, caller, data, &word, sizeof(word));
}

static long pokeusr(struct vpt_attachment *att, unsigned long addr, unsigned long data)
{
	int reg = debugreg_at(addr);

	return reg < 0 ? machine(att, PTRACE_POKEUSR, addr, data, NULL, 0)
		       : vpt_arch_poke_debugreg(att, reg, (uint32_t)data);
}

/* ia32_arch_ptrace() */
long vpt_arch_compat_ptrace(struct vpt_attachment *att, pid_t caller, long request,
			    unsigned long addr, unsigned long data)
{
	if (x86_sets_registers(request))
		vpt_journey_set_regs(att);
	switch (request) {
	case PTRACE_PEEKUSR:
		return peekusr(att, caller, addr, data);
	case PTRACE_POKEUSR:
		return pokeusr(att, addr, data);
	case X86_GETREGS:
		return get_struct(att, caller, request, 0, data, REGS32_SIZE);
	case X86_SETREGS:
		return set_struct(att, caller, request, data, REGS32_SIZE);
	case X86_GETFPREGS:
		return get_struct(att, caller, request, 0, data, FPREGS32_SIZE);
	case X86_SETFPREGS:
		return set_struct(att, caller, request, data, FPREGS32_SIZE);
	case X86_GETFPXREGS:
		return get_struct(att, caller, request, 0, data, FPXREGS32_SIZE);
	case X86_SETFPXREGS:
		return set_struct(att, caller, request, data, FPXREGS32_SIZE);
	case X86_GET_THREAD_AREA:
	case X86_SET_THREAD_AREA:
		return vpt_arch_ptrace(att, caller, request, addr, data);
	default:
		return vpt_compat_request(att, caller, request, addr, data);
	}
}
