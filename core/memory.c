/* SPDX-License-Identifier: MIT
 * memory.c: a tracee's memory as one of its tracers sees it: with what that one has written
 * into the code, and without what others have.
 */
#include "patch.h"

/* What a tracer sees where the memory has this byte. If that is not the one that we think is
 * there, the program has changed its code, and all of ours is gone. */
static unsigned char seen_byte(struct vpt_patch *patch, pid_t tgid, unsigned char byte)
{
	const struct vpt_patch_owner *owner;

	if (!patch || byte != patch->physical)
		return byte;
	owner = vpt_patch_owner_of(patch, tgid);
	return owner && owner->active ? owner->byte : patch->original;
}

static void see(struct vpt_mm *mm, pid_t tgid, unsigned long addr, unsigned char *bytes,
		size_t len)
{
	struct vpt_patch *patch;
	size_t i;

	if (!mm)
		return;
	if (len <= HASH_COUNT(mm->patches))
		for (i = 0; i < len; i++)
			bytes[i] =
				seen_byte(vpt_patch_find(mm, addr + i), tgid, bytes[i]);
	else
		for (patch = mm->patches; patch; patch = patch->hh.next)
			if (patch->addr - addr < len)
				bytes[patch->addr - addr] =
					seen_byte(patch, tgid, bytes[patch->addr - addr]);
}

/* A write of a tracer's. */
struct write {
	struct vpt_task *task;
	pid_t tgid;
	unsigned long addr;
	const unsigned char *old, *bytes; /* what the memory had, and is to have */
	size_t len;
};

/* Is what a tracer writes private? Data is not. */
static bool is_private(const struct write *write)
{
	struct vpt *vpt = write->task->vpt;
	struct vpt_mm *mm = vpt_mm_find(vpt, write->task->mm);
	size_t i = 0, last = write->len;

	for (; i < last && seen_byte(vpt_patch_find(mm, write->addr + i), write->tgid,
				     write->old[i]) == write->bytes[i];
	     i++)
		;
	return i < last && last - i <= PRIVATE_MAX &&
	       (!vpt->ops->is_code ||
		VPT_OP(vpt, is_code, write->task->tid, write->addr + i));
}

static bool is_being_executed(const struct vpt_mm *mm, unsigned long addr)
{
	return mm->executing && addr >= mm->at && addr - mm->at < PRIVATE_MAX;
}

/* One byte of it: note who has it now, and return what the memory must have. */
static unsigned char write_byte(const struct write *write, size_t i, bool private)
{
	struct vpt *vpt = write->task->vpt;
	struct vpt_mm *mm = private ? vpt_mm_get(vpt, write->task->mm)
				    : vpt_mm_find(vpt, write->task->mm);
	unsigned char old = write->old[i], byte = write->bytes[i];
	struct vpt_patch *patch = vpt_patch_find(mm, write->addr + i);
	struct vpt_patch_owner *owner;

	if (seen_byte(patch, write->tgid, old) == byte)
		return old;
	if (patch && old != patch->physical) {
		vpt_patch_free(mm, patch);
		patch = NULL;
	}
	if (private && !patch && mm)
		patch = vpt_patch_get(mm, write->addr + i, old);
	if (!patch)
		return byte;
	owner = vpt_patch_owner_of(patch, write->tgid);
	if (owner && (byte == patch->original || !private))
		owner->active = false;
	if (!private)
		patch->original = byte;
	else if (byte != patch->original && !vpt_patch_own(patch, write->tgid, byte))
		return byte; /* nobody's, for want of memory: a trap for all */
	/* Race: a thread has yet to execute what is there now */
	if (!is_being_executed(mm, patch->addr))
		patch->physical = vpt_patch_byte_for(patch, write->tgid);
	return patch->physical;
}

static void write_bytes(const struct write *write, unsigned char *physical)
{
	struct vpt *vpt = write->task->vpt;
	bool private = is_private(write);
	size_t i;

	if (private && vpt->ops->planting)
		VPT_OP(vpt, planting, write->tgid, write->addr);
	for (i = 0; i < write->len; i++)
		physical[i] = write_byte(write, i, private);
}

/* Can a write concern anybody's private code? */
static bool concerns_code(struct vpt_task *task, unsigned long addr)
{
	struct vpt *vpt = task->vpt;

	return vpt_mm_find(vpt, task->mm) || !vpt->ops->is_code ||
	       VPT_OP(vpt, is_code, task->tid, addr);
}

static long machine_word(struct vpt_task *task, long request, unsigned long addr,
			 void *data)
{
	return VPT_OP(task->vpt, request, task->tid, request, addr, data);
}

/* generic_ptrace_peekdata(), as this layer sees it */
long vpt_peek_word(struct vpt_attachment *att, unsigned long addr, long *word)
{
	struct vpt_task *task = att->task;
	struct vpt_mm *mm = vpt_mm_find(task->vpt, task->mm);
	long rc = machine_word(task, PTRACE_PEEKDATA, addr, word);

	if (!rc && mm)
		see(mm, att->tracer->tgid, addr, (unsigned char *)word, sizeof(*word));
	return rc;
}

/* generic_ptrace_pokedata() */
long vpt_poke_word(struct vpt_attachment *att, unsigned long addr, long word)
{
	struct vpt_task *task = att->task;
	long old, physical, rc;
	struct write write = {
		.task = task,
		.tgid = att->tracer->tgid,
		.addr = addr,
		.old = (unsigned char *)&old,
		.bytes = (unsigned char *)&word,
		.len = sizeof(word),
	};

	if (!concerns_code(task, addr))
		return machine_word(task, PTRACE_POKEDATA, addr, (void *)word);
	rc = machine_word(task, PTRACE_PEEKDATA, addr, &old);
	if (rc)
		return rc;
	write_bytes(&write, (unsigned char *)&physical);
	return machine_word(task, PTRACE_POKEDATA, addr, (void *)physical);
}

/* ---- memory by other ways than PEEK and POKE ---- */

/* The task, if it is a tracee of the caller's group. */
static struct vpt_task *tracee_of(struct vpt *vpt, const struct vpt_caller *caller,
				  pid_t tid)
{
	struct vpt_task *task = vpt_task_find(vpt, tid);

	return task && task->machine != MACHINE_ZOMBIE &&
			       vpt_is_traced_by(vpt, tid, caller->tgid)
		       ? task
		       : NULL;
}

bool vpt_has_breakpoints(const struct vpt *vpt)
{
	return vpt->mms != NULL;
}

bool vpt_has_breakpoint_in(const struct vpt *vpt, unsigned long addr, size_t len)
{
	const struct vpt_mm *mm;
	const struct vpt_patch *patch;

	for (mm = vpt->mms; mm; mm = mm->hh.next)
		for (patch = mm->patches; patch; patch = patch->hh.next)
			if (patch->addr - addr < len)
				return true;
	return false;
}

/* Has another tracer written code of its own below this address? */
static bool has_others_below(const struct vpt_mm *mm, pid_t tgid, unsigned long limit)
{
	const struct vpt_patch *patch;
	const struct vpt_patch_owner *owner;

	for (patch = mm->patches; patch; patch = patch->hh.next)
		SLIST_FOREACH(owner, &patch->owners, link)
			if (patch->addr < limit && owner->tgid != tgid)
				return true;
	return false;
}

bool vpt_hides_below(struct vpt *vpt, pid_t tracer_tgid, unsigned long limit)
{
	const struct vpt_tracer *tracer = vpt_tracer_find(vpt, tracer_tgid);
	const struct vpt_mm *mm;

	for (mm = tracer ? vpt->mms : NULL; mm; mm = mm->hh.next)
		if (has_others_below(mm, tracer_tgid, limit) &&
		    vpt_has_layer_in(tracer, mm->id))
			return true;
	return false;
}

bool vpt_has_shared(const struct vpt *vpt)
{
	return vpt->nshared > 0;
}

bool vpt_is_shared(struct vpt *vpt, const struct vpt_caller *caller, pid_t tid)
{
	const struct vpt_task *task = tracee_of(vpt, caller, tid);

	return task && task->nlayers > 1;
}

int vpt_see_memory(struct vpt *vpt, const struct vpt_caller *caller, pid_t tid,
		   unsigned long addr, void *buf, size_t len)
{
	struct vpt_task *task = tracee_of(vpt, caller, tid);

	if (!task)
		return -ENOTSUP;
	see(vpt_mm_find(vpt, task->mm), caller->tgid, addr, buf, len);
	return 0;
}

long vpt_read_memory(struct vpt *vpt, const struct vpt_caller *caller, pid_t tid,
		     unsigned long addr, void *buf, size_t len)
{
	struct vpt_task *task = tracee_of(vpt, caller, tid);
	long n;

	if (!task)
		return -ENOTSUP;
	n = VPT_OP(vpt, read_memory, tid, addr, buf, len);
	if (n > 0)
		see(vpt_mm_find(vpt, task->mm), caller->tgid, addr, buf, (size_t)n);
	return n;
}

long vpt_write_memory(struct vpt *vpt, const struct vpt_caller *caller, pid_t tid,
		      unsigned long addr, const void *buf, size_t len)
{
	struct vpt_task *task = tracee_of(vpt, caller, tid);
	unsigned char old[VPT_WRITE_MAX], physical[VPT_WRITE_MAX];
	struct write write = {
		.task = task,
		.tgid = caller->tgid,
		.addr = addr,
		.old = old,
		.bytes = buf,
	};
	long n;

	if (!task || len > VPT_WRITE_MAX || !concerns_code(task, addr))
		return -ENOTSUP;
	n = VPT_OP(vpt, read_memory, tid, addr, old, len);
	if (n <= 0)
		return n;
	write.len = (size_t)n;
	write_bytes(&write, physical);
	return VPT_OP(vpt, write_memory, tid, addr, physical, write.len);
}
