/* SPDX-License-Identifier: MIT
 * view.c: the relations as they are, for those who want to show them, and the names of things.
 */
#include "vpt.h"

static const char *state_name(const struct vpt_attachment *att)
{
	static const char *const names[] = { "running", "stopped", "listening", "dead" };

	return names[att->state];
}

void vpt_for_each_attachment(struct vpt *vpt,
			     void (*fn)(void *arg,
					const struct vpt_attachment_view *view),
			     void *arg)
{
	struct vpt_task *task, *next;
	struct vpt_attachment *att;

	HASH_ITER(hh, vpt->tasks, task, next) {
		unsigned layer = 0;

		TAILQ_FOREACH(att, &task->layers, layer) {
			struct vpt_attachment_view view = {
				.tracee = task->tid,
				.tracee_tgid = task->tgid,
				.tracer = att->tracer_tid,
				.tracer_tgid = att->tracer->tgid,
				.layer = layer++,
				.attached = att->attached,
				.seized = att->seized,
				.options = att->options,
				.state = state_name(att),
				.stop = att->state == ATT_RUNNING ? VPT_STOP_NONE
								  : att->stop,
				.code = att->state == ATT_DEAD
						? att->code
						: VPT_W_STOPCODE(att->code),
				.reportable = att->reportable,
				.mark = att->mark,
			};
			fn(arg, &view);
		}
	}
}

const char *vpt_attached_name(enum vpt_attached attached)
{
	static const char *const names[] = {
		[VPT_BY_ATTACH] = "attach",
		[VPT_BY_SEIZE] = "seize",
		[VPT_BY_TRACEME] = "traceme",
		[VPT_BY_BIRTH] = "birth",
	};

	return names[attached];
}

const char *vpt_option_name(unsigned long option)
{
	switch (option) {
	case PTRACE_O_TRACESYSGOOD:
		return "TRACESYSGOOD";
	case PTRACE_O_TRACEFORK:
		return "TRACEFORK";
	case PTRACE_O_TRACEVFORK:
		return "TRACEVFORK";
	case PTRACE_O_TRACECLONE:
		return "TRACECLONE";
	case PTRACE_O_TRACEEXEC:
		return "TRACEEXEC";
	case PTRACE_O_TRACEVFORKDONE:
		return "TRACEVFORKDONE";
	case PTRACE_O_TRACEEXIT:
		return "TRACEEXIT";
	case PTRACE_O_TRACESECCOMP:
		return "TRACESECCOMP";
	case PTRACE_O_EXITKILL:
		return "EXITKILL";
	case PTRACE_O_SUSPEND_SECCOMP:
		return "SUSPEND_SECCOMP";
	default:
		return NULL;
	}
}

static const char *event_name(int event)
{
	static const char *const names[] = {
		[PTRACE_EVENT_FORK] = "PTRACE_EVENT_FORK",
		[PTRACE_EVENT_VFORK] = "PTRACE_EVENT_VFORK",
		[PTRACE_EVENT_CLONE] = "PTRACE_EVENT_CLONE",
		[PTRACE_EVENT_EXEC] = "PTRACE_EVENT_EXEC",
		[PTRACE_EVENT_VFORK_DONE] = "PTRACE_EVENT_VFORK_DONE",
		[PTRACE_EVENT_EXIT] = "PTRACE_EVENT_EXIT",
		[PTRACE_EVENT_SECCOMP] = "PTRACE_EVENT_SECCOMP",
	};

	return event > 0 && event <= PTRACE_EVENT_SECCOMP ? names[event] : "event";
}

const char *vpt_stop_name(enum vpt_stop_kind kind, int event)
{
	static const char *const names[] = {
		[VPT_STOP_NONE] = "none",
		[VPT_STOP_SIGNAL] = "signal-delivery-stop",
		[VPT_STOP_SYSCALL_ENTRY] = "syscall-enter-stop",
		[VPT_STOP_SYSCALL_EXIT] = "syscall-exit-stop",
		[VPT_STOP_GROUP] = "group-stop",
		[VPT_STOP_TRAP] = "PTRACE_EVENT_STOP",
	};

	return kind == VPT_STOP_EVENT ? event_name(event) : names[kind];
}
