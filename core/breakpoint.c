/* SPDX-License-Identifier: MIT
 * breakpoint.c: what tracers write into the code of a process, as it is executed: breakpoint
 * instructions, and the copies of instructions that debuggers execute out of line. Each is
 * private to the tracer that wrote it: others read the program's own bytes in its place
 * (memory.c), and a breakpoint's trap stops only the layers of those who planted one there.
 *
 * A breakpoint instruction is one byte, as on x86.
 */
#include <stdlib.h>

#include "patch.h"

/* ---- traps ---- */

static bool is_breakpoint(const struct vpt_patch_owner *owner)
{
	return owner && owner->byte == vpt_arch_breakpoint_insn;
}

/* The layers whose tracers have a breakpoint there, or had one, are due. False if none. */
static bool choose(struct vpt_task *task, struct vpt_patch *patch, bool had)
{
	struct vpt_attachment *att;
	bool any = false;

	TAILQ_FOREACH(att, &task->layers, layer) {
		const struct vpt_patch_owner *owner =
			vpt_patch_owner_of(patch, att->tracer->tgid);

		att->due = is_breakpoint(owner) && (owner->active || had);
		any |= att->due;
	}
	return any;
}

static bool has_breakpoint(struct vpt_patch *patch)
{
	const struct vpt_patch_owner *owner;

	SLIST_FOREACH(owner, &patch->owners, link)
		if (is_breakpoint(owner) && owner->active)
			return true;
	return false;
}

/* The trap of a breakpoint is for the layers that have one there: true, and *addr is where. On
 * the stack, where debuggers let functions return to that they call, it is a fault.
 * One that has been removed meanwhile is for those who had it, or, if they have gone, for
 * nobody: the program's own instruction is still to come. */
bool vpt_breakpoint_trap(struct vpt_task *task, const siginfo_t *info,
			 unsigned long *addr)
{
	struct vpt_mm *mm = vpt_mm_find(task->vpt, task->mm);
	bool fault = mm && vpt_arch_is_fetch_fault(task, info, addr);
	struct vpt_patch *patch;

	if (!mm || (!fault && !vpt_arch_is_breakpoint_trap(task, info, addr)))
		return false;
	patch = vpt_patch_find(mm, *addr);
	if (!patch)
		return false;
	if (has_breakpoint(patch))
		return choose(task, patch, false);
	if (fault || patch->original == vpt_arch_breakpoint_insn)
		return false;
	if (!choose(task, patch, true))
		vpt_arch_set_ip(task, *addr);
	return true;
}

/* The layers have been told of a breakpoint, and the task is to execute the instruction that
 * it stood for. A debug register of another layer's for the same place has trapped before: not
 * again. */
void vpt_breakpoint_passed(struct vpt_task *task)
{
	const struct vpt_attachment *att;
	unsigned long addr = task->journey.trap_addr;
	bool any = false;

	TAILQ_FOREACH(att, &task->layers, layer) {
		if (!vpt_arch_watches(att, addr))
			continue;
		if (att->told)
			return; /* it sees its own again, as on the kernel */
		any = true;
	}
	if (any && vpt_arch_ip(task) == addr)
		vpt_arch_let_pass(task);
}

/* ---- execution ---- */

/* Make the memory hold this tracer's version of an address; 0: the program's. */
static void put_version(struct vpt_task *task, struct vpt_patch *patch, pid_t tgid)
{
	unsigned char byte = tgid ? vpt_patch_byte_for(patch, tgid) : patch->original,
		      there;
	struct vpt *vpt = task->vpt;

	if (byte == patch->physical ||
	    VPT_OP(vpt, read_memory, task->tid, patch->addr, &there, 1) != 1 ||
	    there != patch->physical)
		return;
	if (VPT_OP(vpt, write_memory, task->tid, patch->addr, &byte, 1) == 1)
		patch->physical = byte;
}

static void put_latest(struct vpt_task *task, struct vpt_patch *patch)
{
	const struct vpt_patch_owner *owner = vpt_patch_active_owner(patch, 0);

	put_version(task, patch, owner ? owner->tgid : 0);
}

/* A layer that has just been told of a breakpoint has removed it, and goes on from there; but
 * another one, told as well, has not. Then the instruction is the program's. */
static bool is_stepped_over(struct vpt_task *task, struct vpt_patch *patch)
{
	const struct vpt_journey *j = &task->journey;
	struct vpt_attachment *att;
	unsigned active = 0, gone = 0;

	if (!j->breakpoint || j->trap_addr != patch->addr)
		return false;
	TAILQ_FOREACH(att, &task->layers, layer) {
		const struct vpt_patch_owner *owner =
			vpt_patch_owner_of(patch, att->tracer->tgid);

		if (is_breakpoint(owner))
			(*(owner->active ? &active : &gone))++;
	}
	return active && gone;
}

/* What this layer's tracer has written at an address; NULL: nothing, or no longer. */
static const struct vpt_patch_owner *written_by(struct vpt_attachment *att,
						unsigned long addr)
{
	struct vpt_task *task = att->task;
	struct vpt_patch *patch = vpt_patch_find(vpt_mm_find(task->vpt, task->mm), addr);
	const struct vpt_patch_owner *owner =
		patch ? vpt_patch_owner_of(patch, att->tracer->tgid) : NULL;

	return owner && owner->active ? owner : NULL;
}

/* Has this tracer written the code at an address, and not a breakpoint? */
bool vpt_breakpoint_own_code(struct vpt_attachment *att, unsigned long ip)
{
	const struct vpt_patch_owner *owner = written_by(att, ip);

	return owner && !is_breakpoint(owner);
}

/* Has this layer a breakpoint at an address, which it was not told of? */
enum vpt_missed vpt_breakpoint_missed(struct vpt_attachment *att, unsigned long addr)
{
	if (is_breakpoint(written_by(att, addr)))
		return MISSED_INSN;
	return vpt_arch_watches(att, addr) ? MISSED_WATCH : MISSED_NONE;
}

/* The tracer that has a thread execute an instruction of its own, out of line. */
static pid_t director(const struct vpt_task *task, unsigned long ip)
{
	struct vpt_attachment *att;

	TAILQ_FOREACH(att, &task->layers, layer)
		if (att->out_of_line && vpt_breakpoint_own_code(att, ip))
			return att->tracer->tgid;
	return 0;
}

/* The machine is about to let a thread run, which may be at an instruction that is not the
 * same for all tracers. Race: two debuggers use the same place for their copies. So one thread
 * at a time executes there, and only one instruction; EXECUTE_WAIT: not now. */
enum vpt_execute vpt_breakpoint_execute(struct vpt_task *task)
{
	struct vpt_mm *mm = vpt_mm_find(task->vpt, task->mm);
	unsigned long ip = mm ? vpt_arch_ip(task) : 0;
	struct vpt_patch *patch = vpt_patch_find(mm, ip);
	bool over = patch && is_stepped_over(task, patch);
	pid_t tgid;
	size_t i;

	if (!patch)
		return EXECUTE_PLAIN;
	tgid = over ? 0 : director(task, ip);
	if (!over && !tgid)
		return EXECUTE_PLAIN;
	if (mm->executing && mm->executing != task->tid) {
		mm->postponed += !task->postponed;
		task->postponed = true;
		return EXECUTE_WAIT;
	}
	mm->executing = task->tid;
	mm->at = ip;
	for (i = 0; i < PRIVATE_MAX; i++)
		if ((patch = vpt_patch_find(mm, ip + i)) && (i == 0 || !over))
			put_version(task, patch, tgid);
	return EXECUTE_ONE;
}

/* The thread has stopped, or died: the memory holds what tracers have written last, and the
 * next one may run. */
void vpt_breakpoint_executed(struct vpt_task *task)
{
	struct vpt *vpt = task->vpt;
	struct vpt_mm *mm = vpt_mm_find(vpt, task->mm);
	struct vpt_patch *patch;
	size_t i;

	if (!mm || mm->executing != task->tid)
		return;
	mm->executing = 0;
	for (i = 0; i < PRIVATE_MAX; i++)
		if ((patch = vpt_patch_find(mm, mm->at + i)))
			put_latest(task, patch);
	if (!mm->postponed)
		return;
	mm->postponed = 0;
	vpt_mm_resume_postponed(vpt, mm->id);
}

/* ---- the life of a memory ---- */

/* The tracer has no layer in this memory any more. */
static void disown(struct vpt_task *task, struct vpt_mm *mm, pid_t tgid, bool leave)
{
	struct vpt_patch *patch, *next;
	bool any = false;

	HASH_ITER(hh, mm->patches, patch, next) {
		struct vpt_patch_owner *owner = vpt_patch_owner_of(patch, tgid);
		bool active = owner && owner->active;

		if (active && leave)
			patch->original = owner->byte;
		if (owner) {
			SLIST_REMOVE(&patch->owners, owner, vpt_patch_owner, link);
			free(owner);
		}
		if (active && !leave)
			put_latest(task, patch);
		any |= !SLIST_EMPTY(&patch->owners);
	}
	if (!any)
		vpt_mm_free(task->vpt, mm);
}

/* Has this tracer a tracee with this memory? */
bool vpt_has_layer_in(const struct vpt_tracer *tracer, pid_t mm)
{
	const struct vpt_attachment *att;

	LIST_FOREACH(att, &tracer->tracees, stolen)
		if (att->task->mm == mm)
			return true;
	return false;
}

/* An attachment is about to be freed, and is in no list any more. What a tracer leaves behind
 * when it detaches, or was alone, stays, as on the kernel; but the others notice nothing of the
 * death of one among them. */
void vpt_breakpoints_unlink(const struct vpt_attachment *att)
{
	struct vpt_task *task = att->task;
	struct vpt_mm *mm = vpt_mm_find(task->vpt, task->mm);

	if (!mm || vpt_has_layer_in(att->tracer, task->mm))
		return;
	disown(task, mm, att->tracer->tgid,
	       att->detaching || task->nlayers == 0 || task->machine == MACHINE_ZOMBIE);
}

/* exec has given the task a new memory. */
void vpt_breakpoints_exec(struct vpt_task *task)
{
	struct vpt_mm *mm = vpt_mm_find(task->vpt, task->mm);

	if (mm && task->mm == task->tgid)
		vpt_mm_free(task->vpt, mm);
	task->mm = task->tgid;
}

static void copy_owners(struct vpt_task *child, struct vpt_patch *to,
			const struct vpt_patch *from)
{
	const struct vpt_patch_owner *owner;

	to->physical = from->physical;
	SLIST_FOREACH(owner, &from->owners, link)
		if (owner->active &&
		    vpt_is_traced_by(child->vpt, child->tid, owner->tgid))
			vpt_patch_own(to, owner->tgid, owner->byte);
	put_latest(child, to);
}

/* A child of a traced task has its layers. It shares its parent's memory, or has a copy, with
 * the private code in it: that of tracers that do not follow it stays only if nobody does. */
void vpt_breakpoints_fork(struct vpt_task *parent, struct vpt_task *child, bool shares)
{
	struct vpt_mm *from = vpt_mm_find(parent->vpt, parent->mm), *to;
	struct vpt_patch *patch, *next, *copy;

	child->mm = shares ? parent->mm : child->tgid;
	if (shares || !from || child->nlayers == 0)
		return;
	to = vpt_mm_get(child->vpt, child->mm);
	if (!to)
		return;
	HASH_ITER(hh, from->patches, patch, next) {
		copy = vpt_patch_get(to, patch->addr, patch->original);
		if (copy)
			copy_owners(child, copy, patch);
		if (copy && SLIST_EMPTY(&copy->owners))
			vpt_patch_free(to, copy);
	}
	if (!to->patches)
		vpt_mm_free(child->vpt, to);
}
