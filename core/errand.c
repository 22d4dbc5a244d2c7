/* SPDX-License-Identifier: MIT
 * errand.c: a tracer sends a task to code of its own, on a stack of its own, and has it come
 * back: a checkpointer's parasite, a debugger's call of a function. Such code often ends in a
 * trap instruction, which nobody has been seen to write (breakpoint.c): it lies in memory that
 * tracer and task share, or came in one long write. Or it returns to an address that cannot be
 * executed. The trap, or the fault, is that tracer's alone.
 *
 * A task is on an errand from the moment when a layer lets it go with instruction pointer and
 * stack pointer moved, until the layer's next stop. Putting back what it had before is none,
 * nor is a debugger's correction of the instruction pointer.
 */
#include "vpt.h"

static void read_place(struct vpt_task *task, struct vpt_place *place)
{
	unsigned long regs[VPT_ARCH_NREGS] = { 0 };

	vpt_arch_get_regs(task, regs);
	place->ip = regs[vpt_arch_ip_reg];
	place->sp = regs[vpt_arch_sp_reg];
}

/* The layer is about to set registers for the first time in this stop. A lone one has nobody to
 * keep anything from, unless the others have gone meanwhile. */
void vpt_errand_begin(struct vpt_attachment *att)
{
	struct vpt_errand *e = &att->errand;

	e->noted = att->task->nlayers > 1 || e->sp;
	if (e->noted)
		read_place(att->task, &e->found);
}

/* It lets go of the stop. From one errand to the next the stack may stay the same. */
void vpt_errand_resumed(struct vpt_attachment *att)
{
	struct vpt_errand *e = &att->errand;
	struct vpt_place now;
	bool back;

	if (!att->set_regs || !e->noted)
		return;
	read_place(att->task, &now);
	back = now.ip == e->home.ip && now.sp == e->home.sp;
	e->sent = now.ip != e->found.ip && !back &&
		  (now.sp != e->found.sp || (e->sp && now.sp == e->sp));
	if (e->sent && !e->sp)
		e->home = e->found;
	e->sp = e->sent ? now.sp : 0;
}

/* Does the trap of an instruction end an errand, or a return to an address where there is
 * nothing? Then the layers that sent the task are due. */
bool vpt_errand_trap(struct vpt_task *task, const siginfo_t *info)
{
	struct vpt_attachment *att;
	unsigned long addr;
	bool any = false;

	TAILQ_FOREACH(att, &task->layers, layer)
		any |= att->errand.sent;
	if (!any || (!vpt_arch_is_breakpoint_trap(task, info, &addr) &&
		     !vpt_arch_is_fetch_fault(task, info, &addr)))
		return false;
	TAILQ_FOREACH(att, &task->layers, layer)
		att->due = att->errand.sent;
	return true;
}
