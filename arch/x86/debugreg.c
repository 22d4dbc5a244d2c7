/* SPDX-License-Identifier: MIT
 * debugreg.c: the debug registers. Each layer has its own; they are merged on the machine, and
 * a trap is told to the layers whose registers it is about. The counterpart of
 * ptrace_get_debugreg() and ptrace_set_debugreg() in arch/x86/kernel/ptrace.c.
 */
#include <stdlib.h>
#include <sys/user.h>

#include "core/vpt.h"
#include "debugreg.h"

enum { NSLOTS = VPT_DEBUG_SLOTS, DR6 = 6, DR7 = 7 };

/* asm/debugreg.h */
#define DR6_RESERVED	  0xffff0ff0ul /* what it reads as when nothing has happened */
#define DR_STEP		  0x4000ul
#define DR_TRAP_BITS	  0xful
#define DR_CONTROL_COMMON 0x300ul /* LE and GE */

/* asm-generic/siginfo.h */

/* The registers as one layer sees them. */
struct vpt_debugregs {
	unsigned long addr[NSLOTS], dr6, dr7;
	int slot[NSLOTS]; /* which of the machine's this is; -1: none */
};

static long machine(struct vpt_task *task, long request, int reg, void *data)
{
	unsigned long offset = offsetof(struct user, u_debugreg) +
			       (unsigned long)reg * sizeof(unsigned long);

	return VPT_OP(task->vpt, request, task->tid, request, offset, data);
}

static long machine_set(struct vpt_task *task, int reg, unsigned long value)
{
	return machine(task, PTRACE_POKEUSR, reg, (void *)value);
}

static struct vpt_debugregs *get(struct vpt_attachment *att)
{
	struct vpt_debugregs *regs = att->debugregs;
	int i;

	if (regs)
		return regs;
	regs = calloc(1, sizeof(*regs));
	if (!regs)
		return NULL;
	regs->dr6 = DR6_RESERVED;
	for (i = 0; i < NSLOTS; i++)
		regs->slot[i] = -1;
	att->debugregs = regs;
	att->task->ndebugregs++;
	return regs;
}

/* The bits of DR7 that are about one register: enabled (2), and type and length (4). */
static unsigned long control_of(unsigned long dr7, int reg)
{
	return (dr7 >> (2 * reg) & 3) | (dr7 >> (16 + 4 * reg) & 0xf) << 2;
}

static unsigned long control_at(unsigned long control, int reg)
{
	return (control & 3) << (2 * reg) | (control >> 2) << (16 + 4 * reg);
}

static bool is_enabled(unsigned long dr7, int reg)
{
	return control_of(dr7, reg) & 3;
}

static bool is_execution(unsigned long dr7, int reg)
{
	return is_enabled(dr7, reg) && !(control_of(dr7, reg) >> 2 & 3);
}

/* ---- which of the machine's registers ---- */

static bool is_free(const struct vpt_task *task, int slot)
{
	const struct vpt_attachment *owner = task->debug_slots[slot].att;
	int reg = task->debug_slots[slot].reg;

	return !owner ||
	       (!owner->debugregs->addr[reg] && !is_enabled(owner->debugregs->dr7, reg));
}

static void give_up(struct vpt_task *task, int slot)
{
	struct vpt_attachment *owner = task->debug_slots[slot].att;

	if (owner)
		owner->debugregs->slot[task->debug_slots[slot].reg] = -1;
	task->debug_slots[slot].att = NULL;
}

/* A register of the machine for this one, the same if it is free. -ENOSPC if all are taken, as
 * the kernel has it when others (perf) use them. */
static int allot(struct vpt_attachment *att, int reg)
{
	struct vpt_task *task = att->task;
	int slot = att->debugregs->slot[reg], i;

	if (slot >= 0)
		return slot;
	for (i = 0; i <= NSLOTS && slot < 0; i++)
		if (is_free(task, i ? i - 1 : reg))
			slot = i ? i - 1 : reg;
	if (slot < 0)
		return -ENOSPC;
	give_up(task, slot);
	task->debug_slots[slot].att = att;
	task->debug_slots[slot].reg = reg;
	att->debugregs->slot[reg] = slot;
	return slot;
}

/* One layer's part of the machine's DR7. */
static unsigned long part_of(const struct vpt_debugregs *regs, unsigned long dr7)
{
	unsigned long part = dr7 & DR_CONTROL_COMMON;
	int i;

	for (i = 0; i < NSLOTS; i++)
		if (regs->slot[i] >= 0)
			part |= control_at(control_of(dr7, i), regs->slot[i]);
	return part;
}

/* The machine's DR7, if that of `att` (NULL: nobody's) is this. */
static unsigned long merge(const struct vpt_task *task, const struct vpt_attachment *att,
			   unsigned long dr7)
{
	const struct vpt_attachment *other;
	unsigned long merged = 0;
	int i;

	/* alone: the kernel sees what the tracer wrote */
	for (i = 0; att && i < NSLOTS; i++)
		if (att->debugregs->slot[i] >= 0 && att->debugregs->slot[i] != i)
			break;
	if (att && i == NSLOTS && task->ndebugregs == 1)
		return dr7;
	TAILQ_FOREACH(other, &task->layers, layer)
		if (other->debugregs)
			merged |= part_of(other->debugregs,
					  other == att ? dr7 : other->debugregs->dr7);
	return merged;
}

/* ---- what a tracer reads and writes ---- */

long vpt_arch_peek_debugreg(struct vpt_attachment *att, int reg, unsigned long *value)
{
	const struct vpt_debugregs *regs = att->debugregs;

	if (reg != DR6 && reg != DR7 && reg >= NSLOTS)
		return machine(att->task, PTRACE_PEEKUSR, reg, value);
	if (!att->task->ndebugregs)
		return machine(att->task, PTRACE_PEEKUSR, reg, value);
	if (reg == DR6)
		*value = regs ? regs->dr6 : DR6_RESERVED;
	else if (reg == DR7)
		*value = regs ? regs->dr7 : 0;
	else
		*value = regs ? regs->addr[reg] : 0;
	return 0;
}

/* ptrace_set_breakpoint_addr() */
static long set_addr(struct vpt_attachment *att, int reg, unsigned long value)
{
	bool fresh = att->debugregs->slot[reg] < 0;
	int slot = allot(att, reg);
	long rc;

	if (slot < 0)
		return slot;
	rc = machine_set(att->task, slot, value);
	if (!rc)
		att->debugregs->addr[reg] = value;
	else if (fresh)
		give_up(att->task, slot);
	return rc;
}

/* ptrace_write_dr7() */
static long set_dr7(struct vpt_attachment *att, unsigned long value)
{
	struct vpt_debugregs *regs = att->debugregs;
	long rc;
	int i;

	for (i = 0; i < NSLOTS; i++) {
		if (!is_enabled(value, i) || regs->slot[i] >= 0)
			continue;
		rc = set_addr(att, i, regs->addr[i]);
		if (rc)
			return rc;
	}
	rc = machine_set(att->task, DR7, merge(att->task, att, value));
	if (!rc)
		regs->dr7 = value;
	return rc;
}

long vpt_arch_poke_debugreg(struct vpt_attachment *att, int reg, unsigned long value)
{
	if (reg != DR6 && reg != DR7 && reg >= NSLOTS)
		return machine_set(att->task, reg, value);
	if (!get(att))
		return -ENOMEM;
	switch (reg) {
	case DR6:
		att->debugregs->dr6 = value;
		return att->task->ndebugregs == 1 ? machine_set(att->task, DR6, value)
						  : 0;
	case DR7:
		return set_dr7(att, value);
	default:
		return set_addr(att, reg, value);
	}
}

/* ---- traps ---- */

/* The bits of DR6 that are about this layer's registers. */
static unsigned long hits_of(const struct vpt_debugregs *regs, unsigned long dr6)
{
	unsigned long hits = 0;
	int i;

	for (i = 0; regs && i < NSLOTS; i++)
		if (regs->slot[i] >= 0 && (dr6 >> regs->slot[i] & 1))
			hits |= 1ul << i;
	return hits;
}

/* exc_debug_user(): a trap of a debug register, of a step, or of both. The layers that it is
 * for are due. False if it is neither. */
bool vpt_arch_debug_trap(struct vpt_task *task, const siginfo_t *info)
{
	bool traced = info->si_code == TRAP_TRACE;
	struct vpt_attachment *att;
	unsigned long dr6 = 0, hits;

	if (!task->ndebugregs || info->si_signo != SIGTRAP ||
	    (!traced && info->si_code != X86_TRAP_HWBKPT) ||
	    machine(task, PTRACE_PEEKUSR, DR6, &dr6) ||
	    (!(dr6 & DR_TRAP_BITS) && !(traced && task->stepped)))
		return false;
	TAILQ_FOREACH(att, &task->layers, layer) {
		struct vpt_debugregs *regs = att->debugregs;

		hits = hits_of(regs, dr6);
		att->due = hits || (traced && att->stepped);
		att->watch_trap = hits && !att->stepped;
		if (att->due && regs)
			regs->dr6 = (dr6 & ~(DR_TRAP_BITS | DR_STEP)) | hits |
				    (att->stepped ? dr6 & DR_STEP : 0);
	}
	return true;
}

/* Does this layer watch the execution of an address? */
bool vpt_arch_watches(const struct vpt_attachment *att, unsigned long addr)
{
	const struct vpt_debugregs *regs = att->debugregs;
	int i;

	for (i = 0; regs && i < NSLOTS; i++)
		if (regs->addr[i] == addr && is_execution(regs->dr7, i))
			return true;
	return false;
}

/* Its registers, as the trap leaves them. */
void vpt_arch_watch_hit(struct vpt_attachment *att, unsigned long addr)
{
	struct vpt_debugregs *regs = att->debugregs;
	int i;

	regs->dr6 &= ~(DR_TRAP_BITS | DR_STEP);
	for (i = 0; i < NSLOTS; i++)
		if (regs->addr[i] == addr && is_execution(regs->dr7, i))
			regs->dr6 |= 1ul << i;
}

/* ---- the end ---- */

/* An attachment goes. What the last one leaves behind stays, as on the kernel; otherwise its
 * registers are cleared before the task runs again. */
void vpt_arch_debug_unlink(struct vpt_attachment *att)
{
	struct vpt_task *task = att->task;
	int i;

	if (!att->debugregs)
		return;
	for (i = 0; i < NSLOTS; i++)
		if (task->debug_slots[i].att == att)
			give_up(task, i);
	free(att->debugregs);
	att->debugregs = NULL;
	task->ndebugregs--;
	task->debug_dirty = task->nlayers > 0;
}

/* The machine is stopped, and about to run: its DR7 is what the layers that are left want. */
void vpt_arch_debug_apply(struct vpt_task *task)
{
	if (task->debug_dirty)
		machine_set(task, DR7, merge(task, NULL, 0));
	task->debug_dirty = false;
}

/* flush_thread(): exec has cleared them. */
void vpt_arch_debug_exec(struct vpt_task *task)
{
	struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer)
		vpt_arch_debug_unlink(att);
	task->debug_dirty = false;
}
