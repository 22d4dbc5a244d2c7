/* SPDX-License-Identifier: MIT
 * filters.c: the seccomp filters of the session's programs themselves.
 *
 * Our filter's answer outranks SECCOMP_RET_TRACE and SECCOMP_RET_ALLOW. So for the calls that
 * it reports, a program whose own filter wants them traced (`strace --seccomp-bpf` installs
 * such a one) would not be heard. Therefore the filters are read as they are installed, are
 * inherited by the children that we see being born, and are asked here again.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "host/linux/i386.h"
#include "session.h"

struct filter {
	unsigned refs;
	struct filter *older;
	unsigned short len;
	struct sock_filter insns[];
};

struct filtered {
	pid_t tid;
	struct filter *newest;
	bool unproven; /* whether the kernel accepted the newest is not known yet */
	UT_hash_handle hh;
};

static struct filtered *find(struct session *session, pid_t tid)
{
	struct filtered *task;

	HASH_FIND_INT(session->filtered, &tid, task);
	return task;
}

static void filter_put(struct filter *filter)
{
	while (filter && --filter->refs == 0) {
		struct filter *older = filter->older;

		free(filter);
		filter = older;
	}
}

void filters_gone(void *arg, pid_t tid)
{
	struct session *session = arg;
	struct filtered *task = find(session, tid);

	if (!task)
		return;
	filter_put(task->newest);
	HASH_DEL(session->filtered, task);
	free(task);
}

static struct filtered *get(struct session *session, pid_t tid)
{
	struct filtered *task = find(session, tid);

	if (task)
		return task;
	task = calloc(1, sizeof(*task));
	if (task) {
		task->tid = tid;
		HASH_ADD_INT(session->filtered, tid, task);
	}
	return task;
}

void filters_born(void *arg, pid_t parent_tid, pid_t child_tid)
{
	struct session *session = arg;
	struct filtered *parent = find(session, parent_tid), *child;

	filters_gone(session, child_tid);
	if (!parent)
		return;
	child = get(session, child_tid);
	if (!child)
		return;
	child->newest = parent->newest;
	child->unproven = parent->unproven;
	if (child->newest)
		child->newest->refs++;
}

void filters_renamed(void *arg, pid_t former, pid_t tid)
{
	filters_born(arg, former, tid);
	filters_gone(arg, former);
}

bool filters_installing(const struct call *call)
{
	if (call->nr == SYS_seccomp || call->nr == I386_SECCOMP)
		return true;
	return call->nr == SYS_prctl || call->nr == I386_PRCTL;
}

/* seccomp_prepare_user_filter() */
static bool read_fprog(struct session *session, const struct call *call,
		       struct sock_fprog *fprog)
{
	struct {
		uint16_t len;
		uint32_t filter;
	} fprog32; /* struct compat_sock_fprog */

	if (!call->caller.compat)
		return linux_host_ops.copy_from_user(&session->host, call->caller.tid,
						     call->args[2], fprog,
						     sizeof(*fprog)) == 0;
	if (linux_host_ops.copy_from_user(&session->host, call->caller.tid, call->args[2],
					  &fprog32, sizeof(fprog32)))
		return false;
	fprog->len = fprog32.len;
	fprog->filter = (void *)(uintptr_t)fprog32.filter;
	return true;
}

static struct filter *read_filter(struct session *session, const struct call *call)
{
	struct sock_fprog fprog;
	struct filter *filter;
	size_t size;

	if (!read_fprog(session, call, &fprog) || fprog.len == 0 ||
	    fprog.len > BPF_MAXINSNS)
		return NULL;
	size = fprog.len * sizeof(fprog.filter[0]);
	filter = malloc(sizeof(*filter) + size);
	if (!filter)
		return NULL;
	filter->refs = 1;
	filter->len = fprog.len;
	if (linux_host_ops.copy_from_user(&session->host, call->caller.tid,
					  (unsigned long)fprog.filter, filter->insns,
					  size)) {
		free(filter);
		return NULL;
	}
	return filter;
}

/* The caller is about to install a filter; the kernel does it. */
void filters_install(struct session *session, const struct call *call)
{
	bool by_seccomp = call->nr == SYS_seccomp || call->nr == I386_SECCOMP;
	struct filter *filter = NULL;
	struct filtered *task;

	/* a second listener in a chain of filters is refused with EBUSY */
	if (!by_seccomp || !(call->args[1] & SECCOMP_FILTER_FLAG_NEW_LISTENER))
		filter = read_filter(session, call);
	task = filter ? get(session, call->caller.tid) : NULL;
	if (task) {
		filter->older = task->newest;
		task->newest = filter;
		task->unproven = true;
	} else {
		free(filter);
	}
	call->channel->pass(session, call);
}

static unsigned chain_length(const struct filtered *task)
{
	const struct filter *filter;
	unsigned n = 0;

	for (filter = task->newest; filter; filter = filter->older)
		n++;
	return n;
}

/* Did the kernel take the newest filter? It counts them, ours included. */
static void prove(struct filtered *task)
{
	char buffer[4096];
	const char *p;

	task->unproven = false;
	if (proc_read(buffer, sizeof(buffer), "/proc/%d/status", task->tid) <= 0)
		return;
	p = strstr(buffer, "Seccomp_filters:");
	if (p &&
	    strtoul(p + strlen("Seccomp_filters:"), NULL, 10) == chain_length(task)) {
		struct filter *refused = task->newest;

		task->newest = refused->older;
		if (task->newest)
			task->newest->refs++;
		filter_put(refused);
	}
}

/* seccomp_run_filters(): of several answers the one that allows least counts. */
static uint32_t ask_filters(const struct filtered *task, const struct call *call)
{
	struct seccomp_data data = {
		.nr = call->nr,
		.arch = call->arch,
		.instruction_pointer = call->ip,
	};
	const struct filter *filter;
	uint32_t least = SECCOMP_RET_ALLOW;

	memcpy(data.args, call->args, sizeof(data.args));
	for (filter = task->newest; filter; filter = filter->older) {
		uint32_t answer = bpf_run(filter->insns, filter->len, &data);

		if ((int32_t)(answer & SECCOMP_RET_ACTION_FULL) <
		    (int32_t)(least & SECCOMP_RET_ACTION_FULL))
			least = answer;
	}
	return least;
}

/* Has this task filters of its own? */
bool filters_known(struct session *session, pid_t tid)
{
	return session->filtered && find(session, tid);
}

/* May the caller's own filters see it make pause() instead of this call? */
bool filters_allow_pause(struct session *session, const struct call *call)
{
	struct filtered *task =
		session->filtered ? find(session, call->caller.tid) : NULL;
	struct call pause = *call;

	pause.nr = pause_nr(call);
	return !task || ask_filters(task, &pause) == SECCOMP_RET_ALLOW;
}

/* Is this a call that the caller's own filters want traced? Then its tracer gets it first:
 * true, and there is nothing more to do. */
bool filters_claim(struct session *session, const struct call *call)
{
	struct filtered *task =
		session->filtered ? find(session, call->caller.tid) : NULL;
	uint32_t answer;

	if (!task)
		return false;
	if (task->unproven)
		prove(task);
	answer = ask_filters(task, call);
	if ((answer & SECCOMP_RET_ACTION_FULL) != SECCOMP_RET_TRACE)
		return false;
	switch (vpt_seccomp_event(session->host.vpt, call->caller.tid,
				  answer & SECCOMP_RET_DATA)) {
	case 0:
		call->channel->answer(session, call, -ERESTARTSYS);
		return true;
	case 1:
		return false;
	default:
		call->channel->answer(session, call, -ENOSYS);
		return true;
	}
}
