/* POKEDATA copies a private page, whatever its protection; a shared one that is read-only it cannot. */
#include "scenario.h"

static long *pages[4];

SCENARIO
{
	static const char *const names[] = { "private, read-only", "private, no access",
					     "shared, writable", "shared, read-only" };
	int fd = memfd_create("pages", 0), reader, i;
	pid_t tracee;
	char path[64];
	long word;

	must(fd >= 0 && ftruncate(fd, 4096) == 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	reader = open(path, O_RDONLY);
	must(reader >= 0);
	pages[0] = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, reader, 0);
	pages[1] = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pages[2] = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	pages[3] = mmap(NULL, 4096, PROT_READ, MAP_SHARED, reader, 0);
	tracee = start_traced(sleep_forever);
	for (i = 0; i < 4; i++) {
		say("%s:", names[i]);
		TRY(PTRACE_POKEDATA, tracee, pages[i], 1000 + i);
		word = -1;
		TRY(PTRACE_PEEKDATA, tracee, pages[i], &word);
		say("  %ld, here %ld", word, i == 1 ? 0 : *(volatile long *)pages[i]);
	}
	kill_and_reap(tracee);
}
