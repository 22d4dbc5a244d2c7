/* GET_RSEQ_CONFIGURATION, GET_SYSCALL_USER_DISPATCH_CONFIG, GET_THREAD_AREA and
 * SET_SYSCALL_INFO: sizes, contents and errnos, or the errno of a kernel that lacks them. */
#include "scenario.h"

static void body(void)
{
	syscall(SYS_getppid);
	_exit(0);
}

static void show_result(const char *what, long rc)
{
	if (rc < 0)
		say("%s: -1 %s", what, strerrorname_np(errno));
	else
		say("%s: %ld", what, rc);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	unsigned char conf[128] = { 0 };
	struct {
		unsigned char op, pad[87];
	} info = { 0 };

	show_result("rseq", syscall(SYS_ptrace, 0x420f, tracee, 24, conf));
	show_result("rseq short", syscall(SYS_ptrace, 0x420f, tracee, 8, conf));
	show_result("rseq to nowhere", syscall(SYS_ptrace, 0x420f, tracee, 24, 1));
	show_result("sud", syscall(SYS_ptrace, 0x4211, tracee, 32, conf));
	show_result("sud wrong size", syscall(SYS_ptrace, 0x4211, tracee, 31, conf));
	show_result("sud set back", syscall(SYS_ptrace, 0x4210, tracee, 32, conf));
	show_result("thread area", syscall(SYS_ptrace, 25, tracee, 12, conf));
	show_result("thread area -1", syscall(SYS_ptrace, 25, tracee, -1, conf));
	show_result("thread area out of range",
		    syscall(SYS_ptrace, 25, tracee, 99, conf));
	show_result("set info, too small", syscall(SYS_ptrace, 0x4212, tracee, 8, &info));
	info.op = 1;
	show_result("set info, wrong stop",
		    syscall(SYS_ptrace, 0x4212, tracee, 88, &info));
	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_result("get info", syscall(SYS_ptrace, 0x420e, tracee, 88, &info));
	show_result("set info", syscall(SYS_ptrace, 0x4212, tracee, 88, &info));
	resume(PTRACE_CONT, tracee, 0);
}
