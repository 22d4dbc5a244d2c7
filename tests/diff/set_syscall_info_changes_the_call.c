/* PTRACE_SET_SYSCALL_INFO: another call with other arguments at the entry, another result at the exit. */
#include "scenario.h"

#ifndef PTRACE_SET_SYSCALL_INFO
#define PTRACE_SET_SYSCALL_INFO 0x4212
#endif

static void body(void)
{
	long result = syscall(SYS_getppid, 1L, 2L, 3L);

	say("tracee: %ld", result);
	result = syscall(SYS_getppid);
	say("tracee: %ld %s", result, result < 0 ? error_name(errno) : "no error");
	_exit(0);
}

static struct ptrace_syscall_info info_of(pid_t pid)
{
	struct ptrace_syscall_info info;

	must(ptrace_call(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info),
			 (unsigned long)&info) > 0);
	return info;
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct ptrace_syscall_info info;
	struct user_regs_struct regs;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSCALL, tracee, 0);
	info = info_of(tracee);
	if (ptrace_call(PTRACE_SET_SYSCALL_INFO, tracee, sizeof(info),
			(unsigned long)&info) == -EIO) {
		kill_and_reap(tracee);
		skip("the kernel has no PTRACE_SET_SYSCALL_INFO");
	}
	info.entry.nr = SYS_getpid;
	info.entry.args[0] = 77;
	TRY(PTRACE_SET_SYSCALL_INFO, tracee, sizeof(info), &info);
	regs = get_regs(tracee);
	say("call %s, argument %llu", call_name(regs.orig_rax), regs.rdi);
	info.entry.nr = 1ULL << 40;
	TRY(PTRACE_SET_SYSCALL_INFO, tracee, sizeof(info), &info);
	info = info_of(tracee);
	*((unsigned char *)&info + 1) = 1; /* reserved */
	TRY(PTRACE_SET_SYSCALL_INFO, tracee, sizeof(info), &info);
	info = info_of(tracee);
	info.op = PTRACE_SYSCALL_INFO_EXIT;
	TRY(PTRACE_SET_SYSCALL_INFO, tracee, sizeof(info), &info);
	TRY(PTRACE_SET_SYSCALL_INFO, tracee, sizeof(info), 16);
	TRY(PTRACE_SET_SYSCALL_INFO, tracee, sizeof(info) - 1, 16);
	resume(PTRACE_SYSCALL, tracee, 0);
	info = info_of(tracee);
	say("the result is %s", task_name(info.exit.rval));
	info.exit.rval = 1234;
	info.exit.is_error = 0;
	TRY(PTRACE_SET_SYSCALL_INFO, tracee, sizeof(info), &info);
	resume(PTRACE_SYSCALL, tracee, 0); /* write of say() */
	resume(PTRACE_SYSCALL, tracee, 0);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	info = info_of(tracee);
	info.exit.rval = -EBUSY;
	info.exit.is_error = 1;
	TRY(PTRACE_SET_SYSCALL_INFO, tracee, sizeof(info), &info);
	info.exit.rval = EBUSY;
	TRY(PTRACE_SET_SYSCALL_INFO, tracee, sizeof(info), &info);
	info.exit.is_error = 2;
	TRY(PTRACE_SET_SYSCALL_INFO, tracee, sizeof(info), &info);
	resume(PTRACE_CONT, tracee, 0);
}
