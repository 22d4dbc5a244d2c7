/* "the seccomp filters are evaluated again" after the tracer changed the call at its stop. */
#include "scenario.h"

static void body(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | 1),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpgid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENODATA),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_geteuid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | 2),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	int i;

	install_filter(code, 8);
	for (i = 0; i < 2; i++)
		say("tracee: %s",
		    syscall(SYS_getppid) == -1 ? error_name(errno) : "no error");
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESECCOMP);
	resume(PTRACE_CONT, tracee, 0);
	say("message: %lu", event_message(tracee));
	DO(PTRACE_POKEUSR, tracee, offsetof(struct user, regs.orig_rax), SYS_getpgid);
	resume(PTRACE_CONT, tracee, 0);
	/* for the rerun a verdict of TRACE counts as ALLOW */
	DO(PTRACE_POKEUSR, tracee, offsetof(struct user, regs.orig_rax), SYS_geteuid);
	resume(PTRACE_CONT, tracee, 0);
}
