/* GETREGSET and SETREGSET of each note type that x86-64 may know, whole, short and odd. */
#include "scenario.h"

static char buffer[16384];

static void try_type(pid_t pid, const char *name, unsigned long type)
{
	static const size_t sizes[] = { sizeof(buffer), 8, 0, 7 };
	struct iovec iov;
	unsigned i;
	long result;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		iov = (struct iovec){ buffer, sizes[i] };
		result = ptrace_call(PTRACE_GETREGSET, pid, type, (unsigned long)&iov);
		say("%s, %zu: %s%s", name, sizes[i], result_text(result),
		    iov.iov_len <= sizes[i] ? "" : ", longer");
		if (i == 0 && result == 0 && type != NT_X86_XSTATE)
			say("%s: %zu bytes", name, iov.iov_len);
		if (i > 0)
			say("%s, length %zu", name, iov.iov_len);
	}
	iov = (struct iovec){ (void *)16, 8 };
	say("%s, to nowhere: %s", name,
	    result_text(ptrace_call(PTRACE_GETREGSET, pid, type, (unsigned long)&iov)));
	iov = (struct iovec){ (void *)16, 8 };
	say("%s, from nowhere: %s", name,
	    result_text(ptrace_call(PTRACE_SETREGSET, pid, type, (unsigned long)&iov)));
	iov = (struct iovec){ buffer, 7 };
	say("%s, odd: %s", name,
	    result_text(ptrace_call(PTRACE_SETREGSET, pid, type, (unsigned long)&iov)));
	iov = (struct iovec){ buffer, 0 };
	say("%s, nothing: %s", name,
	    result_text(ptrace_call(PTRACE_SETREGSET, pid, type, (unsigned long)&iov)));
}

SCENARIO
{
	pid_t tracee = start_traced(sleep_forever);

	try_type(tracee, "NT_PRSTATUS", NT_PRSTATUS);
	try_type(tracee, "NT_PRFPREG", NT_PRFPREG);
	try_type(tracee, "NT_PRPSINFO", NT_PRPSINFO);
	try_type(tracee, "NT_PRXFPREG", 0x46e62b7f);
	try_type(tracee, "NT_386_TLS", 0x200);
	try_type(tracee, "NT_386_IOPERM", 0x201);
	try_type(tracee, "NT_X86_XSTATE", NT_X86_XSTATE);
	try_type(tracee, "NT_X86_SHSTK", 0x204);
	try_type(tracee, "NT_X86_XSAVE_LAYOUT", 0x205);
	try_type(tracee, "NT_PPC_VMX", 0x100);
	kill_and_reap(tracee);
}
