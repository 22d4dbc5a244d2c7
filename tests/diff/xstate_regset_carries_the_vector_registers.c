/* NT_X86_XSTATE: the legacy area and what the processor has beyond it. */
#include "scenario.h"

static void body(void)
{
	unsigned long low = 0x1122334455667788, high = 0;

	__asm__ volatile("movq %1, %%xmm5\n"
			 "int3\n"
			 "movq %%xmm5, %0\n"
			 : "=r"(high)
			 : "r"(low)
			 : "xmm5");
	say("tracee: xmm5 %lx", high);
	_exit(0);
}

SCENARIO
{
	static unsigned char buffer[65536] __attribute__((aligned(64)));
	struct iovec iov = { buffer, sizeof(buffer) };
	pid_t tracee = start_traced(body);
	size_t size;
	unsigned long word;

	resume(PTRACE_CONT, tracee, 0);
	if (TRY(PTRACE_GETREGSET, tracee, NT_X86_XSTATE, &iov) == -ENODEV) {
		kill_and_reap(tracee);
		skip("the processor has no XSAVE");
	}
	size = iov.iov_len;
	say("beyond the legacy area: %s, a multiple of 8: %s", size > 576 ? "yes" : "no",
	    size % 8 ? "no" : "yes");
	memcpy(&word, buffer + 160 + 5 * 16, 8);
	say("xmm5 %lx", word);
	iov.iov_len = 512;
	TRY(PTRACE_GETREGSET, tracee, NT_X86_XSTATE, &iov);
	say("length %zu", iov.iov_len);
	TRY(PTRACE_SETREGSET, tracee, NT_X86_XSTATE, &iov);
	iov.iov_len = size;
	DO(PTRACE_GETREGSET, tracee, NT_X86_XSTATE, &iov);
	word = 0x99;
	memcpy(buffer + 160 + 5 * 16, &word, 8);
	TRY(PTRACE_SETREGSET, tracee, NT_X86_XSTATE, &iov);
	iov.iov_len = size + 8;
	TRY(PTRACE_SETREGSET, tracee, NT_X86_XSTATE, &iov);
	iov.iov_len = size;
	memset(buffer + 512, 0xff, 64);
	TRY(PTRACE_SETREGSET, tracee, NT_X86_XSTATE, &iov);
	resume(PTRACE_CONT, tracee, 0);
}
