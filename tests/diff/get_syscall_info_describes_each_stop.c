/* PTRACE_GET_SYSCALL_INFO: entry, exit and none; returns the size that there is. */
#include "scenario.h"

static void body(void)
{
	syscall(SYS_close, -1L, 2L, 3L, 4L, 5L, 6L);
	signal_self(SIGUSR1);
	_exit(0);
}

static void show(pid_t pid, size_t size)
{
	union {
		struct ptrace_syscall_info info;
		unsigned char bytes[256];
	} u;
	struct user_regs_struct regs = get_regs(pid);
	long result;

	memset(&u, 0xa5, sizeof(u));
	result = ptrace_call(PTRACE_GET_SYSCALL_INFO, pid, size, (unsigned long)&u);
	say("of %zu: %ld, next byte %s", size, result,
	    u.bytes[size] == 0xa5 ? "untouched" : "written");
	if (size < sizeof(u.info))
		return;
	say("op %d, arch %x, ip %s, sp %s", u.info.op, u.info.arch,
	    u.info.instruction_pointer == regs.rip ? "right" : "wrong",
	    u.info.stack_pointer == regs.rsp ? "right" : "wrong");
	if (u.info.op == PTRACE_SYSCALL_INFO_ENTRY)
		say("nr %s, arguments %d %lld %lld %lld %lld %lld",
		    call_name(u.info.entry.nr), (int)u.info.entry.args[0],
		    u.info.entry.args[1], u.info.entry.args[2], u.info.entry.args[3],
		    u.info.entry.args[4], u.info.entry.args[5]);
	if (u.info.op == PTRACE_SYSCALL_INFO_EXIT)
		say("rval %lld, is_error %d", u.info.exit.rval, u.info.exit.is_error);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	show(tracee, sizeof(struct ptrace_syscall_info));
	resume(PTRACE_SYSCALL, tracee, 0);
	show(tracee, sizeof(struct ptrace_syscall_info));
	show(tracee, 0);
	show(tracee, 1);
	show(tracee, 30);
	resume(PTRACE_SYSCALL, tracee, 0);
	show(tracee, sizeof(struct ptrace_syscall_info));
	show(tracee, 200);
	resume(PTRACE_CONT, tracee, 0);
	show(tracee, sizeof(struct ptrace_syscall_info));
	resume(PTRACE_CONT, tracee, 0);
}
