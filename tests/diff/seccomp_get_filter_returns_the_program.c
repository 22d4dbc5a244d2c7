/* "PTRACE_SECCOMP_GET_FILTER: dump the tracee's classic BPF filters" - only to the privileged. */
#include "scenario.h"
#include <linux/filter.h>
#include <linux/seccomp.h>

static void body(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { 2, code };

	signal_self(SIGUSR1);
	must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	must(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
	signal_self(SIGUSR1);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct sock_filter code[16];
	long count, i;

	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_SECCOMP_GET_FILTER, tracee, 0, 0);
	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_SECCOMP_GET_FILTER, tracee, 0, 0);
	count = TRY(PTRACE_SECCOMP_GET_FILTER, tracee, 0, code);
	for (i = 0; i < count; i++)
		say("  %x %x %x %x", code[i].code, code[i].jt, code[i].jf, code[i].k);
	TRY(PTRACE_SECCOMP_GET_FILTER, tracee, 1, 0);
	TRY(PTRACE_SECCOMP_GET_FILTER, tracee, 0, 16);
	resume(PTRACE_CONT, tracee, 0);
}
