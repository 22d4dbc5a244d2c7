/* SECCOMP_RET_TRAP: the SIGSYS that the tracer sees tells the call, the address and the filter's data. */
#include "scenario.h"

static void on_sys(int sig, siginfo_t *info, void *context)
{
	(void)context;
	say("tracee: %s of %s", signal_name(sig), call_name(info->si_syscall));
}

static void body(void)
{
	handle(SIGSYS, on_sys, 0);
	filter_call(SYS_getppid, SECCOMP_RET_TRAP | 33);
	syscall(SYS_getppid);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	siginfo_t info;

	resume(PTRACE_CONT, tracee, 0);
	DO(PTRACE_GETSIGINFO, tracee, 0, &info);
	say("code %d, call %s, arch %x, errno %d, address %s", info.si_code,
	    call_name(info.si_syscall), info.si_arch, info.si_errno,
	    info.si_call_addr == (void *)get_regs(tracee).rip ? "right" : "wrong");
	show_interrupted_call(tracee);
	resume(PTRACE_CONT, tracee, SIGSYS);
}
