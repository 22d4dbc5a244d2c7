/* SPDX-License-Identifier: MIT
 * patch.c: the records of what tracers have written into code. See patch.h.
 */
#include <stdlib.h>

#include "patch.h"

struct vpt_mm *vpt_mm_find(struct vpt *vpt, pid_t id)
{
	struct vpt_mm *mm = NULL;

	if (vpt->mms)
		HASH_FIND_INT(vpt->mms, &id, mm);
	return mm;
}

struct vpt_mm *vpt_mm_get(struct vpt *vpt, pid_t id)
{
	struct vpt_mm *mm = vpt_mm_find(vpt, id);

	if (mm)
		return mm;
	mm = calloc(1, sizeof(*mm));
	if (!mm)
		return NULL;
	mm->id = id;
	HASH_ADD_INT(vpt->mms, id, mm);
	return mm;
}

void vpt_patch_free(struct vpt_mm *mm, struct vpt_patch *patch)
{
	struct vpt_patch_owner *owner;

	while ((owner = SLIST_FIRST(&patch->owners))) {
		SLIST_REMOVE_HEAD(&patch->owners, link);
		free(owner);
	}
	HASH_DEL(mm->patches, patch);
	free(patch);
}

/* The threads that waited for another one's instruction may go on. */
void vpt_mm_resume_postponed(struct vpt *vpt, pid_t mm)
{
	struct vpt_task *task, *next;

	HASH_ITER(hh, vpt->tasks, task, next) {
		if (!task->postponed || task->mm != mm)
			continue;
		task->postponed = false;
		vpt_task_advance(task);
	}
}

void vpt_mm_free(struct vpt *vpt, struct vpt_mm *mm)
{
	struct vpt_patch *patch, *next;

	HASH_ITER(hh, mm->patches, patch, next)
		vpt_patch_free(mm, patch);
	HASH_DEL(vpt->mms, mm);
	if (mm->postponed)
		vpt_mm_resume_postponed(vpt, mm->id);
	free(mm);
}

void vpt_breakpoints_free(struct vpt *vpt)
{
	struct vpt_mm *mm, *next;

	HASH_ITER(hh, vpt->mms, mm, next) {
		mm->postponed = 0;
		vpt_mm_free(vpt, mm);
	}
}

struct vpt_patch *vpt_patch_find(struct vpt_mm *mm, unsigned long addr)
{
	struct vpt_patch *patch = NULL;

	if (mm)
		HASH_FIND(hh, mm->patches, &addr, sizeof(addr), patch);
	return patch;
}

struct vpt_patch_owner *vpt_patch_owner_of(struct vpt_patch *patch, pid_t tgid)
{
	struct vpt_patch_owner *owner;

	SLIST_FOREACH(owner, &patch->owners, link)
		if (owner->tgid == tgid)
			return owner;
	return NULL;
}

/* Anyone whose byte counts: this tracer, or else the one that wrote last. NULL if there is
 * none. */
struct vpt_patch_owner *vpt_patch_active_owner(struct vpt_patch *patch, pid_t first)
{
	struct vpt_patch_owner *owner = vpt_patch_owner_of(patch, first);

	if (owner && owner->active)
		return owner;
	SLIST_FOREACH(owner, &patch->owners, link)
		if (owner->active)
			return owner;
	return NULL;
}

unsigned char vpt_patch_byte_for(struct vpt_patch *patch, pid_t first)
{
	const struct vpt_patch_owner *owner = vpt_patch_active_owner(patch, first);

	return owner ? owner->byte : patch->original;
}

/* The tracer's byte here becomes this one; its record comes first. False if there is no
 * memory. */
bool vpt_patch_own(struct vpt_patch *patch, pid_t tgid, unsigned char byte)
{
	struct vpt_patch_owner *owner = vpt_patch_owner_of(patch, tgid);

	if (owner)
		SLIST_REMOVE(&patch->owners, owner, vpt_patch_owner, link);
	else
		owner = calloc(1, sizeof(*owner));
	if (!owner)
		return false;
	owner->tgid = tgid;
	owner->byte = byte;
	owner->active = true;
	SLIST_INSERT_HEAD(&patch->owners, owner, link);
	return true;
}

struct vpt_patch *vpt_patch_get(struct vpt_mm *mm, unsigned long addr,
				unsigned char original)
{
	struct vpt_patch *patch = vpt_patch_find(mm, addr);

	if (patch)
		return patch;
	patch = calloc(1, sizeof(*patch));
	if (!patch)
		return NULL;
	patch->addr = addr;
	patch->original = patch->physical = original;
	SLIST_INIT(&patch->owners);
	HASH_ADD(hh, mm->patches, addr, sizeof(patch->addr), patch);
	return patch;
}
