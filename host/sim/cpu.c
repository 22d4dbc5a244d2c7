/* SPDX-License-Identifier: MIT
 * cpu.c: what a task does in one step: an instruction, or one phase of its time in the kernel.
 */
#include <string.h>

#include "machine.h"

/* ---- instructions ---- */

const unsigned char sim_handler[SIM_HANDLER_SIZE] = { 0x66, 0x90, 0x0f, 0x05 };

static unsigned char fetch(const struct sim_task *task, unsigned long rip)
{
	if (rip >= SIM_HANDLER && rip < SIM_HANDLER + sizeof(sim_handler))
		return sim_handler[rip - SIM_HANDLER];
	if (rip >= task->text_at && rip < task->text_at + task->text_size)
		return task->text[rip - task->text_at];
	return 0xf4; /* hlt: not allowed */
}

/* The operation behind the instruction at rip. */
static const struct sim_op *op_at(const struct sim_task *task, unsigned long rip)
{
	static const struct sim_op end = SIM_SYSCALL(exit_group, 0);
	static const struct sim_op sigreturn = SIM_SYSCALL(rt_sigreturn);
	unsigned long i = (rip - task->text_at) / 2;

	if (rip >= SIM_HANDLER)
		return &sigreturn;
	return i < task->program->count ? &task->program->ops[i] : &end;
}

static void enter_call(struct sim_task *task)
{
	task->op = op_at(task, task->regs.rip);
	task->regs.rip += 2;
	task->regs.orig_rax = (unsigned long)task->op->nr;
	task->regs.rax = (unsigned long)-ENOSYS;
	task->phase = PHASE_ENTRY;
}

/* The enabled debug registers that watch this instruction; data is not watched here. */
static unsigned long watched(const struct sim_task *task, unsigned long rip)
{
	const unsigned long *dr = task->debugregs;
	unsigned long hits = 0;
	int i;

	for (i = 0; i < 4; i++)
		if ((dr[7] >> (2 * i) & 3) && !(dr[7] >> (16 + 4 * i) & 0xf) &&
		    dr[i] == rip)
			hits |= 1ul << i;
	return hits;
}

static void execute(struct sim_task *task)
{
	unsigned long rip = task->regs.rip, hits = watched(task, rip);

	if (hits && !(task->regs.eflags & SIM_FLAG_RESUME)) {
		task->regs.eflags |= SIM_FLAG_RESUME;
		task->debugregs[6] = hits;
		sim_force(task, SIGTRAP, TRAP_HWBKPT);
		return;
	}
	task->regs.eflags &= ~SIM_FLAG_RESUME;
	task->regs.orig_rax = (unsigned long)-1;
	switch (fetch(task, rip)) {
	case 0x90:
		task->regs.rip += 1;
		break;
	case 0x66:
		task->regs.rip += 2;
		break;
	case 0xeb:
		task->regs.rip =
			task->text_at + 2 * (unsigned long)op_at(task, rip)->arg[0];
		break;
	case 0xcc:
		task->regs.rip += 1;
		sim_force(task, SIGTRAP, SI_KERNEL);
		return;
	case 0x0f:
		enter_call(task);
		return;
	default:
		sim_force(task, SIGSEGV, SI_KERNEL);
		return;
	}
	if (task->how == VPT_RESUME_STEP || task->how == VPT_RESUME_BLOCK) {
		task->debugregs[6] = 0x4000; /* DR_STEP */
		sim_force(task, SIGTRAP, TRAP_TRACE);
	}
}

/* ---- the way into a system call and out of it ---- */

static bool stepping(const struct sim_task *task)
{
	return task->traced &&
	       (task->how == VPT_RESUME_STEP || task->how == VPT_RESUME_BLOCK);
}

/* syscall_trace_enter() and syscall_exit_work() */
static void report_syscall(struct sim_task *task, enum vpt_stop_kind kind)
{
	bool entry = kind == VPT_STOP_SYSCALL_ENTRY;
	struct vpt_machine_stop stop = { .kind = kind,
					 .unseen = !entry && task->restart };
	enum sim_phase next = entry ? PHASE_ENTERED : PHASE_EXITED;

	if (!entry)
		task->restart = false;
	if (!entry && stepping(task))
		sim_force(task, SIGTRAP, TRAP_BRKPT);
	task->inject = 0;
	task->phase = next;
	task->emulate = entry && task->traced && task->how == VPT_RESUME_SYSEMU;
	if (task->emulate || (task->traced && task->how == VPT_RESUME_SYSCALL))
		sim_ptrace_stop(task, &stop, next);
}

/* ptrace_report_syscall(): a signal that the tracer continues with is sent. */
static void reported(struct sim_task *task, enum sim_phase next)
{
	int sig = task->inject;

	task->inject = 0;
	if (sig)
		sim_send(task, false, sig, SI_KERNEL, 0, 0);
	task->phase = next;
}

/* A task that sleeps in a call, and the kernel's wait for a vfork child or for the other
 * threads to die, which only SIGKILL ends. */
static bool wait_is_over(struct sim_task *task)
{
	switch (task->phase) {
	case PHASE_VFORK:
		return task->vfork_child == 0;
	case PHASE_EXEC:
		return task->process->nthreads == 1 ||
		       (task->process->nthreads == 2 && task->process->ndead == 1 &&
			task->tid != task->process->tgid &&
			sim_find(task->sim, task->process->tgid)->state == SIM_ZOMBIE);
	default:
		return true;
	}
}

bool sim_runnable(struct sim_task *task)
{
	switch (task->state) {
	case SIM_RUNNING:
		return true;
	case SIM_BLOCKED:
		if (task->phase == PHASE_CALL)
			return sim_signal_pending(task) || sim_call_ready(task) ||
			       task->restart;
		return task->killed || wait_is_over(task);
	default:
		return false;
	}
}

void sim_run_phase(struct sim_task *task)
{
	task->state = SIM_RUNNING;
	if (task->killed && task->phase < PHASE_DYING) {
		sim_do_exit(task);
		return;
	}
	switch (task->phase) {
	case PHASE_USER:
		if (sim_signal_pending(task))
			task->phase = PHASE_SIGNALS;
		else
			execute(task);
		break;
	case PHASE_ENTRY:
		report_syscall(task, VPT_STOP_SYSCALL_ENTRY);
		break;
	case PHASE_ENTERED:
		reported(task, task->emulate ? PHASE_EXIT : PHASE_SECCOMP);
		break;
	case PHASE_SECCOMP:
		task->phase = PHASE_CALL;
		if ((long)task->regs.orig_rax == task->process->seccomp_nr)
			sim_ptrace_event(task, PTRACE_EVENT_SECCOMP, 0, PHASE_CALL);
		break;
	case PHASE_CALL:
		sim_call(task);
		break;
	case PHASE_EXEC:
		sim_call_exec(task);
		break;
	case PHASE_VFORK:
		if (task->vfork_child) {
			task->state = SIM_BLOCKED;
			break;
		}
		sim_ptrace_event(task, PTRACE_EVENT_VFORK_DONE, task->regs.rax,
				 PHASE_EXIT);
		break;
	case PHASE_EXIT:
		report_syscall(task, VPT_STOP_SYSCALL_EXIT);
		break;
	case PHASE_EXITED:
		reported(task, PHASE_USER);
		/* exit_to_user_mode_loop(): nothing else makes a call begin again */
		if (task->sigpending || sim_signal_pending(task))
			task->phase = PHASE_SIGNALS;
		break;
	case PHASE_SIGNALS:
		sim_get_signal(task);
		break;
	case PHASE_SIGNALLED:
		sim_signalled(task);
		break;
	case PHASE_DYING:
		sim_do_exit(task);
		break;
	}
}
