/* PTRACE_SECCOMP_GET_FILTER of a chain: "the index 0 is the oldest filter", then ENOENT. */
#include "scenario.h"

static void body(void)
{
	filter_call(SYS_getppid, SECCOMP_RET_ERRNO | 1);
	filter_call(SYS_getuid, SECCOMP_RET_ERRNO | 2);
	signal_self(SIGUSR1);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct sock_filter code[16];
	int i;

	resume(PTRACE_CONT, tracee, 0);
	if (ptrace_call(PTRACE_SECCOMP_GET_FILTER, tracee, 0, 0) == -EACCES) {
		say("an ordinary user may not");
	} else {
		for (i = 0; i < 2; i++) {
			TRY(PTRACE_SECCOMP_GET_FILTER, tracee, i, code);
			say("verdict %x on %s", code[2].k, call_name(code[1].k));
		}
	}
	TRY(PTRACE_SECCOMP_GET_FILTER, tracee, 2, 0);
	TRY(PTRACE_SECCOMP_GET_FILTER, tracee, -1L, 0);
	kill_and_reap(tracee);
}
