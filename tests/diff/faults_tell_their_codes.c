/* The signals of the processor: SIGFPE, SIGILL, SIGBUS, SIGSEGV, SIGTRAP, with code and address. */
#include "scenario.h"

static char *empty_page, *read_only;

static void body(void)
{
	int which = atomic_load(&shared->word[0]);

	if (which == 0)
		__asm__ volatile("xor %%ecx, %%ecx\n"
				 "idiv %%ecx" ::
					 : "rax", "rcx", "rdx");
	else if (which == 1)
		__asm__ volatile("ud2");
	else if (which == 2)
		*empty_page = 1;
	else if (which == 3)
		*read_only = 1;
	else if (which == 4)
		*(volatile char *)(1UL << 63) = 1;
	else if (which == 5)
		__asm__ volatile("int3");
	else
		__asm__ volatile("hlt");
	_exit(0);
}

SCENARIO
{
	siginfo_t info;
	pid_t tracee;
	int i;

	empty_page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED,
			  memfd_create("empty", 0), 0);
	read_only = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (i = 0; i < 7; i++) {
		atomic_store(&shared->word[0], i);
		tracee = start_traced(body);
		resume(PTRACE_CONT, tracee, 0);
		DO(PTRACE_GETSIGINFO, tracee, 0, &info);
		say("code %d, address %s", info.si_code,
		    info.si_addr == NULL	 ? "none"
		    : info.si_addr == empty_page ? "of the empty page"
		    : info.si_addr == read_only	 ? "of the read-only page"
		    : info.si_addr == (void *)get_regs(tracee).rip ? "of the instruction"
								   : "another");
		resume(PTRACE_CONT, tracee, info.si_signo);
	}
}
