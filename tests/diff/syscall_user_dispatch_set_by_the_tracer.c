/* PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG: from then on calls outside of the range are SIGSYS. */
#include "scenario.h"

#ifndef PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG
#define PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG 0x4210
#define PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG 0x4211
#endif

static char selector;

static void body(void)
{
	selector = 1; /* SYSCALL_DISPATCH_FILTER_BLOCK */
	syscall(SYS_getppid);
	_exit(3);
}

SCENARIO
{
	unsigned long config[4] = { 1, (unsigned long)&selector, 0, 0 }, now[4];
	pid_t tracee = start_traced(body);
	siginfo_t info;

	if (ptrace_call(PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG, tracee, sizeof(now),
			(unsigned long)now) == -EIO) {
		kill_and_reap(tracee);
		skip("the kernel has no syscall user dispatch");
	}
	say("mode %lu", now[0]);
	TRY(PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG, tracee, 8, config);
	TRY(PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG, tracee, sizeof(config), 16);
	config[0] = 7;
	TRY(PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG, tracee, sizeof(config), config);
	config[0] = 1;
	TRY(PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG, tracee, sizeof(config), config);
	TRY(PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG, tracee, sizeof(now), now);
	say("mode %lu, selector %s", now[0], now[1] == config[1] ? "as set" : "wrong");
	resume(PTRACE_CONT, tracee, 0);
	DO(PTRACE_GETSIGINFO, tracee, 0, &info);
	say("code %d, call %s", info.si_code, call_name(info.si_syscall));
	config[0] = 0;
	config[1] = 0;
	TRY(PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG, tracee, sizeof(config), config);
	resume(PTRACE_CONT, tracee, 0);
}
