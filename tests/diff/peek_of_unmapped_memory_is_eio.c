/* "EIO: there was an attempt to read from or write to an invalid area in the tracee's memory" */
#include "scenario.h"

SCENARIO
{
	char *map = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned long word = 5;
	pid_t tracee;

	must(map != MAP_FAILED && munmap(map + 4096, 4096) == 0);
	must(mprotect(map + 8192, 4096, PROT_NONE) == 0);
	tracee = start_traced(sleep_forever);
	TRY(PTRACE_PEEKDATA, tracee, 0, &word);
	TRY(PTRACE_PEEKDATA, tracee, -1, &word);
	TRY(PTRACE_PEEKDATA, tracee, 1UL << 47, &word);
	TRY(PTRACE_PEEKDATA, tracee, map + 4096, &word);
	TRY(PTRACE_PEEKDATA, tracee, map + 4096 - 4, &word);
	say("word %lu", word);
	TRY(PTRACE_PEEKDATA, tracee, map + 4096 - 8, &word);
	say("word %lu", word);
	TRY(PTRACE_PEEKDATA, tracee, map + 8192, &word);
	TRY(PTRACE_PEEKTEXT, tracee, 0, &word);
	TRY(PTRACE_POKEDATA, tracee, 0, 1);
	TRY(PTRACE_POKEDATA, tracee, map + 4096 - 4, 1);
	TRY(PTRACE_POKEDATA, tracee, map + 8192, 1);
	TRY(PTRACE_POKETEXT, tracee, map + 4096, 1);
	kill_and_reap(tracee);
}
