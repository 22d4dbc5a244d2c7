/* The x32 system calls: ENOSYS without CONFIG_X86_X32_ABI, and never taken for others. */
#include "scenario.h"

enum { X32 = 0x40000000 };

SCENARIO
{
	pid_t child = start_as("child", sleep_forever);
	long ptrace_result, wait_result;

	ptrace_result = syscall(X32 | 521, PTRACE_SEIZE, child, 0, 0);
	say("ptrace: %s", ptrace_result ? error_name(errno) : "ok");
	wait_result = syscall(X32 | SYS_wait4, child, NULL, WNOHANG, NULL);
	say("wait4: %s", wait_result ? error_name(errno) : "0");
	say("of x86-64: %s", syscall(X32 | SYS_ptrace, PTRACE_SEIZE, child, 0, 0)
				     ? error_name(errno)
				     : "ok");
	kill_and_reap(child);
}
