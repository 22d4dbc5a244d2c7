/* PTRACE_SECCOMP_GET_METADATA: whether a filter logs; the size is checked and returned. */
#include "scenario.h"

static void body(void)
{
	struct sock_filter code[] = { BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
	struct sock_fprog program = { 1, code };

	signal_self(SIGUSR1);
	filter_call(SYS_getppid, SECCOMP_RET_ALLOW);
	must(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_LOG,
		     &program) == 0);
	signal_self(SIGUSR2);
	_exit(0);
}

static void show(pid_t pid, unsigned long size, unsigned long off)
{
	unsigned long long md[4] = { off, 77, 88, 99 };
	long result =
		ptrace_call(PTRACE_SECCOMP_GET_METADATA, pid, size, (unsigned long)md);

	say("filter %ld, size %lu: %s; %lld %llu %llu", (long)off, size,
	    result_text(result), (long long)md[0], md[1], md[2]);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	show(tracee, 16, 0);
	resume(PTRACE_CONT, tracee, 0);
	show(tracee, 16, 0);
	show(tracee, 16, 1);
	show(tracee, 16, 2);
	show(tracee, 16, -1L);
	show(tracee, 8, 1);
	show(tracee, 7, 1);
	show(tracee, 0, 1);
	show(tracee, 24, 1);
	TRY(PTRACE_SECCOMP_GET_METADATA, tracee, 16, 16);
	kill_and_reap(tracee);
}
