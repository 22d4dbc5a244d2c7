/* SECCOMP_RET_TRACE: "a tracer can skip the system call by setting its number to -1"; the
 * syscall-exit-stop comes then, too, also of the calls of tracers and parents. */
#include "scenario.h"

static void body(void)
{
	filter_call(SYS_getppid, SECCOMP_RET_TRACE | 1);
	filter_call(SYS_wait4, SECCOMP_RET_TRACE | 2);
	filter_call(SYS_ptrace, SECCOMP_RET_TRACE | 3);
	signal_self(SIGUSR1);
	say("tracee: getppid: %ld", syscall(SYS_getppid));
	say("tracee: wait4: %ld", syscall(SYS_wait4, -1, NULL, 0, NULL));
	say("tracee: ptrace: %ld", syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0));
	say("tracee: getpid for wait4: %d",
	    syscall(SYS_wait4, -1, NULL, 0, NULL) == getpid());
	_exit(0);
}

/* The calls by which the tracee prints are of no interest. */
static bool is_of_interest(pid_t pid)
{
	long nr = (long)get_regs(pid).orig_rax;

	return nr == -1 || nr == SYS_getppid || nr == SYS_wait4 || nr == SYS_ptrace ||
	       nr == SYS_getpid;
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	int status, stops = 0;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP);
	resume(PTRACE_CONT, tracee, 0);
	for (;;) {
		DO(PTRACE_SYSCALL, tracee, 0, 0);
		status = wait_quietly(tracee);
		if (!WIFSTOPPED(status))
			break;
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8)) {
			say("seccomp stop, message %lu", event_message(tracee));
			stops++;
			set_call(tracee, stops < 4 ? -1 : SYS_getpid, 100 + stops);
		} else if (is_of_interest(tracee)) {
			show_call(tracee);
		}
	}
	say("%s", status_text(status));
}
