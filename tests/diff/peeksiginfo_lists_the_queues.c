/*
 * "PTRACE_PEEKSIGINFO: Retrieve siginfo_t structures without removing signals
 * from a queue" - the task's own, or with a flag the process's.
 */
#include "scenario.h"

static void peek(pid_t pid, unsigned long off, unsigned flags, int count)
{
	struct ptrace_peeksiginfo_args args = { off, flags, count };
	siginfo_t info[8];
	long result, i;

	memset(info, 0, sizeof(info));
	result = ptrace_call(PTRACE_PEEKSIGINFO, pid, (unsigned long)&args,
			     (unsigned long)info);
	if (result < 0)
		say("%d from %lu, flags %x: %s", count, off, flags, result_text(result));
	else
		say("%d from %lu, flags %x: %ld", count, off, flags, result);
	for (i = 0; i < result; i++)
		say("  %s", info_text(&info[i]));
}

SCENARIO
{
	union sigval value;
	pid_t tracee = start_traced(sleep_forever);
	int i;

	for (i = 0; i < 3; i++) {
		value.sival_int = i;
		sigqueue(tracee, SIGRTMIN + i, value);
	}
	syscall(SYS_tgkill, tracee, tracee, SIGUSR1);
	syscall(SYS_tgkill, tracee, tracee, SIGUSR2);
	peek(tracee, 0, 0, 8);
	peek(tracee, 0, PTRACE_PEEKSIGINFO_SHARED, 8);
	peek(tracee, 1, 0, 8);
	peek(tracee, 1, PTRACE_PEEKSIGINFO_SHARED, 1);
	peek(tracee, 2, 0, 8);
	peek(tracee, 3, PTRACE_PEEKSIGINFO_SHARED, 8);
	peek(tracee, 99, PTRACE_PEEKSIGINFO_SHARED, 8);
	peek(tracee, 0, 0, 0);
	peek(tracee, 0, 0, -1);
	peek(tracee, 0, 2, 8);
	peek(tracee, 0, 3, 8);
	peek(tracee, -1, 0, 8);
	resume(PTRACE_CONT, tracee, 0);
	peek(tracee, 0, 0, 8);
	kill_and_reap(tracee);
}
