/* PEEKSIGINFO into a buffer that ends too early: as many as fit, EFAULT if none does. */
#include "scenario.h"

SCENARIO
{
	struct ptrace_peeksiginfo_args args = { 0, PTRACE_PEEKSIGINFO_SHARED, 4 };
	pid_t tracee = start_traced(sleep_forever);
	union sigval value = { 0 };
	char *page;
	int i;

	page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0);
	must(page != MAP_FAILED && munmap(page + 4096, 4096) == 0);
	for (i = 0; i < 3; i++)
		sigqueue(tracee, SIGRTMIN, value);
	page += 4096;
	TRY(PTRACE_PEEKSIGINFO, tracee, &args, page - 3 * sizeof(siginfo_t));
	TRY(PTRACE_PEEKSIGINFO, tracee, &args, page - 2 * sizeof(siginfo_t));
	TRY(PTRACE_PEEKSIGINFO, tracee, &args, page - 2 * sizeof(siginfo_t) + 1);
	TRY(PTRACE_PEEKSIGINFO, tracee, &args, page - sizeof(siginfo_t) + 1);
	TRY(PTRACE_PEEKSIGINFO, tracee, &args, page);
	TRY(PTRACE_PEEKSIGINFO, tracee, 16, page);
	args.nr = 0;
	TRY(PTRACE_PEEKSIGINFO, tracee, &args, page);
	kill_and_reap(tracee);
}
