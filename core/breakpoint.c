/* SPDX-License-Identifier: MIT
 * breakpoint.c: what tracers write into the code of a process: breakpoint instructions, and the
 * copies of instructions that debuggers execute out of line. Each is private to the tracer
 * that wrote it: others read the program's own bytes in its place, and a breakpoint's trap
 * stops only the layers of those who planted one there.
 *
 * Who has written what is kept for each memory (the kernel's mm_struct), since all of its
 * threads run into it. The memory itself holds one of the versions: the last that was written
 * and is still wanted, or the one that a thread is about to execute.
 *
 * A breakpoint instruction is one byte, as on x86.
 */
#include <stdlib.h>
#include <string.h>

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

static struct vpt_mm *mm_find(struct vpt *vpt, pid_t id)
{
	struct vpt_mm *mm = NULL;

	if (vpt->mms)
		HASH_FIND_INT(vpt->mms, &id, mm);
	return mm;
}

static struct vpt_mm *mm_get(struct vpt *vpt, pid_t id)
{
	struct vpt_mm *mm = mm_find(vpt, id);

	if (mm)
		return mm;
	mm = calloc(1, sizeof(*mm));
	if (!mm)
		return NULL;
	mm->id = id;
	HASH_ADD_INT(vpt->mms, id, mm);
	return mm;
}

static void patch_free(struct vpt_mm *mm, struct vpt_patch *patch)
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
static void resume_postponed(struct vpt *vpt, pid_t mm)
{
	struct vpt_task *task, *next;

	HASH_ITER(hh, vpt->tasks, task, next) {
		if (!task->postponed || task->mm != mm)
			continue;
		task->postponed = false;
		vpt_task_advance(task);
	}
}

static void mm_free(struct vpt *vpt, struct vpt_mm *mm)
{
	struct vpt_patch *patch, *next;

	HASH_ITER(hh, mm->patches, patch, next)
		patch_free(mm, patch);
	HASH_DEL(vpt->mms, mm);
	if (mm->postponed)
		resume_postponed(vpt, mm->id);
	free(mm);
}

void vpt_breakpoints_free(struct vpt *vpt)
{
	struct vpt_mm *mm, *next;

	HASH_ITER(hh, vpt->mms, mm, next) {
		mm->postponed = 0;
		mm_free(vpt, mm);
	}
}

static struct vpt_patch *find(struct vpt_mm *mm, unsigned long addr)
{
	struct vpt_patch *patch = NULL;

	if (mm)
		HASH_FIND(hh, mm->patches, &addr, sizeof(addr), patch);
	return patch;
}

static struct vpt_patch_owner *owner_of(struct vpt_patch *patch, pid_t tgid)
{
	struct vpt_patch_owner *owner;

	SLIST_FOREACH(owner, &patch->owners, link)
		if (owner->tgid == tgid)
			return owner;
	return NULL;
}

/* Anyone whose byte counts: this tracer, or else the one that wrote last. NULL if there is
 * none. */
static struct vpt_patch_owner *active_owner(struct vpt_patch *patch, pid_t first)
{
	struct vpt_patch_owner *owner = owner_of(patch, first);

	if (owner && owner->active)
		return owner;
	SLIST_FOREACH(owner, &patch->owners, link)
		if (owner->active)
			return owner;
	return NULL;
}

static unsigned char byte_for(struct vpt_patch *patch, pid_t first)
{
	const struct vpt_patch_owner *owner = active_owner(patch, first);

	return owner ? owner->byte : patch->original;
}

/* The tracer's byte here becomes this one; its record comes first. False if there is no
 * memory. */
static bool own(struct vpt_patch *patch, pid_t tgid, unsigned char byte)
{
	struct vpt_patch_owner *owner = owner_of(patch, tgid);

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

static struct vpt_patch *patch_get(struct vpt_mm *mm, unsigned long addr,
				   unsigned char original)
{
	struct vpt_patch *patch = find(mm, addr);

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

/* ---- memory as a tracer sees it ---- */

/* What a tracer sees where the memory has this byte. If that is not the one that we think is
 * there, the program has changed its code, and all of ours is gone. */
static unsigned char seen_byte(struct vpt_patch *patch, pid_t tgid, unsigned char byte)
{
	const struct vpt_patch_owner *owner;

	if (!patch || byte != patch->physical)
		return byte;
	owner = owner_of(patch, tgid);
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
			bytes[i] = seen_byte(find(mm, addr + i), tgid, bytes[i]);
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
	struct vpt_mm *mm = mm_find(vpt, write->task->mm);
	size_t i = 0, last = write->len;

	for (; i < last && seen_byte(find(mm, write->addr + i), write->tgid,
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
	struct vpt_mm *mm =
		private ? mm_get(vpt, write->task->mm) : mm_find(vpt, write->task->mm);
	unsigned char old = write->old[i], byte = write->bytes[i];
	struct vpt_patch *patch = find(mm, write->addr + i);
	struct vpt_patch_owner *owner;

	if (seen_byte(patch, write->tgid, old) == byte)
		return old;
	if (patch && old != patch->physical) {
		patch_free(mm, patch);
		patch = NULL;
	}
	if (private && !patch && mm)
		patch = patch_get(mm, write->addr + i, old);
	if (!patch)
		return byte;
	owner = owner_of(patch, write->tgid);
	if (owner && (byte == patch->original || !private))
		owner->active = false;
	if (!private)
		patch->original = byte;
	else if (byte != patch->original && !own(patch, write->tgid, byte))
		return byte; /* nobody's, for want of memory: a trap for all */
	/* Race: a thread has yet to execute what is there now */
	if (!is_being_executed(mm, patch->addr))
		patch->physical = byte_for(patch, write->tgid);
	return patch->physical;
}

static void write_bytes(const struct write *write, unsigned char *physical)
{
	struct vpt *vpt = write->task->vpt;
	bool private = is_private(write);
	size_t i;

	if (private && vpt->ops->planting)
		VPT_OP(vpt, planting, write->tgid);
	for (i = 0; i < write->len; i++)
		physical[i] = write_byte(write, i, private);
}

/* Can a write concern anybody's private code? */
static bool concerns_code(struct vpt_task *task, unsigned long addr)
{
	struct vpt *vpt = task->vpt;

	return mm_find(vpt, task->mm) || !vpt->ops->is_code ||
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
	struct vpt_mm *mm = mm_find(task->vpt, task->mm);
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
	see(mm_find(vpt, task->mm), caller->tgid, addr, buf, len);
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
		see(mm_find(vpt, task->mm), caller->tgid, addr, buf, (size_t)n);
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
		const struct vpt_patch_owner *owner = owner_of(patch, att->tracer->tgid);

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

/* The trap of a breakpoint is for the layers that have one there: true, and *addr is where.
 * One that has been removed meanwhile is for those who had it, or, if they have gone, for
 * nobody: the program's own instruction is still to come. */
bool vpt_breakpoint_trap(struct vpt_task *task, const siginfo_t *info,
			 unsigned long *addr)
{
	struct vpt_mm *mm = mm_find(task->vpt, task->mm);
	struct vpt_patch *patch;

	if (!mm || !vpt_arch_is_breakpoint_trap(task, info, addr))
		return false;
	patch = find(mm, *addr);
	if (!patch)
		return false;
	if (has_breakpoint(patch))
		return choose(task, patch, false);
	if (patch->original == vpt_arch_breakpoint_insn)
		return false;
	if (!choose(task, patch, true))
		vpt_arch_set_ip(task, *addr);
	return true;
}

/* ---- execution ---- */

/* Make the memory hold this tracer's version of an address; 0: the program's. */
static void put_version(struct vpt_task *task, struct vpt_patch *patch, pid_t tgid)
{
	unsigned char byte = tgid ? byte_for(patch, tgid) : patch->original, there;
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
	const struct vpt_patch_owner *owner = active_owner(patch, 0);

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
		const struct vpt_patch_owner *owner = owner_of(patch, att->tracer->tgid);

		if (is_breakpoint(owner))
			(*(owner->active ? &active : &gone))++;
	}
	return active && gone;
}

/* Has this tracer written the code at an address, and not a breakpoint? */
bool vpt_breakpoint_own_code(struct vpt_attachment *att, unsigned long ip)
{
	struct vpt_patch *patch = find(mm_find(att->task->vpt, att->task->mm), ip);
	const struct vpt_patch_owner *owner =
		patch ? owner_of(patch, att->tracer->tgid) : NULL;

	return owner && owner->active && !is_breakpoint(owner);
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
	struct vpt_mm *mm = mm_find(task->vpt, task->mm);
	unsigned long ip = mm ? vpt_arch_ip(task) : 0;
	struct vpt_patch *patch = find(mm, ip);
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
		if ((patch = find(mm, ip + i)) && (i == 0 || !over))
			put_version(task, patch, tgid);
	return EXECUTE_ONE;
}

/* The thread has stopped, or died: the memory holds what tracers have written last, and the
 * next one may run. */
void vpt_breakpoint_executed(struct vpt_task *task)
{
	struct vpt *vpt = task->vpt;
	struct vpt_mm *mm = mm_find(vpt, task->mm);
	struct vpt_patch *patch;
	size_t i;

	if (!mm || mm->executing != task->tid)
		return;
	mm->executing = 0;
	for (i = 0; i < PRIVATE_MAX; i++)
		if ((patch = find(mm, mm->at + i)))
			put_latest(task, patch);
	if (!mm->postponed)
		return;
	mm->postponed = 0;
	resume_postponed(vpt, mm->id);
}

/* ---- the life of a memory ---- */

/* The tracer has no layer in this memory any more. */
static void disown(struct vpt_task *task, struct vpt_mm *mm, pid_t tgid, bool leave)
{
	struct vpt_patch *patch, *next;
	bool any = false;

	HASH_ITER(hh, mm->patches, patch, next) {
		struct vpt_patch_owner *owner = owner_of(patch, tgid);
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
		mm_free(task->vpt, mm);
}

static bool has_layer_in(const struct vpt_tracer *tracer, pid_t mm)
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
	struct vpt_mm *mm = mm_find(task->vpt, task->mm);

	if (!mm || has_layer_in(att->tracer, task->mm))
		return;
	disown(task, mm, att->tracer->tgid,
	       att->detaching || task->nlayers == 0 || task->machine == MACHINE_ZOMBIE);
}

/* exec has given the task a new memory. */
void vpt_breakpoints_exec(struct vpt_task *task)
{
	struct vpt_mm *mm = mm_find(task->vpt, task->mm);

	if (mm && task->mm == task->tgid)
		mm_free(task->vpt, mm);
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
			own(to, owner->tgid, owner->byte);
	put_latest(child, to);
}

/* A child of a traced task has its layers. It shares its parent's memory, or has a copy, with
 * the private code in it: that of tracers that do not follow it stays only if nobody does. */
void vpt_breakpoints_fork(struct vpt_task *parent, struct vpt_task *child, bool shares)
{
	struct vpt_mm *from = mm_find(parent->vpt, parent->mm), *to;
	struct vpt_patch *patch, *next, *copy;

	child->mm = shares ? parent->mm : child->tgid;
	if (shares || !from || child->nlayers == 0)
		return;
	to = mm_get(child->vpt, child->mm);
	if (!to)
		return;
	HASH_ITER(hh, from->patches, patch, next) {
		copy = patch_get(to, patch->addr, patch->original);
		if (copy)
			copy_owners(child, copy, patch);
		if (copy && SLIST_EMPTY(&copy->owners))
			patch_free(to, copy);
	}
	if (!to->patches)
		mm_free(child->vpt, to);
}
