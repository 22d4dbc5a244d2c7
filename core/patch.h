/* SPDX-License-Identifier: MIT
 * patch.h: who has written what into the code of a process. Kept for each memory (the kernel's
 * mm_struct), since all of its threads run into it. The memory itself holds one of the
 * versions: the last that was written and is still wanted, or the one that a thread is about
 * to execute.
 */
#ifndef VPT_PATCH_H
#define VPT_PATCH_H

#include "vpt.h"

/* The longest write that is private: a debugger's copy of one instruction. What is longer is
 * a new program. */
enum { PRIVATE_MAX = 16 };

/* A tracer that has written here. */
struct vpt_patch_owner {
	pid_t tgid;
	bool active; /* … and has not put back what was there */
	unsigned char byte;
	SLIST_ENTRY(vpt_patch_owner) link;
};

/* An address of code at which some tracer has a byte of its own. Race: a thread runs into a
 * breakpoint, and it is removed before the thread's trap is seen. So those who had one there
 * are remembered: it is their trap. */
struct vpt_patch {
	unsigned long addr;
	unsigned char original; /* the program's own byte, */
	unsigned char physical; /* and the one that the memory has */
	SLIST_HEAD(, vpt_patch_owner) owners;
	UT_hash_handle hh;
};

/* The private code in one memory. Exists only while a tracer that has some has layers there. */
struct vpt_mm {
	pid_t id; /* the thread group whose memory it is: vpt_task.mm */
	struct vpt_patch *patches;
	pid_t executing; /* the thread that executes a private instruction now, 0: none; */
	unsigned long at;   /* and where */
	unsigned postponed; /* threads that wait for it */
	UT_hash_handle hh;
};

/* patch.c */
struct vpt_mm *vpt_mm_find(struct vpt *vpt, pid_t id);
struct vpt_mm *vpt_mm_get(struct vpt *vpt, pid_t id);
void vpt_mm_free(struct vpt *vpt, struct vpt_mm *mm);
void vpt_mm_resume_postponed(struct vpt *vpt, pid_t mm);
struct vpt_patch *vpt_patch_find(struct vpt_mm *mm, unsigned long addr);
struct vpt_patch *vpt_patch_get(struct vpt_mm *mm, unsigned long addr,
				unsigned char original);
void vpt_patch_free(struct vpt_mm *mm, struct vpt_patch *patch);
struct vpt_patch_owner *vpt_patch_owner_of(struct vpt_patch *patch, pid_t tgid);
struct vpt_patch_owner *vpt_patch_active_owner(struct vpt_patch *patch, pid_t first);
unsigned char vpt_patch_byte_for(struct vpt_patch *patch, pid_t first);
bool vpt_patch_own(struct vpt_patch *patch, pid_t tgid, unsigned char byte);

#endif
