/* PTRACE_EVENT_SECCOMP: the filter's data is the message, and it comes before the entry. */
#include "scenario.h"
#include <linux/filter.h>
#include <linux/seccomp.h>

static void install(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | 99),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { 4, code };

	must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	must(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

static void body(void)
{
	long result;

	install();
	signal_self(SIGUSR1);
	result = syscall(SYS_getppid);
	say("tracee: without the option: %s", result < 0 ? error_name(errno) : "ok");
	signal_self(SIGUSR1);
	getuid();
	getppid();
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);

	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD);
	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	show_call(tracee);
	say("message: %lu", event_message(tracee));
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_SYSCALL, tracee, 0);
	show_call(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
