/*
 * As serve without threads, but built with AddressSanitizer: the line "check" has it lose
 * 64 bytes and look for leaks. The check says "checking" while LeakSanitizer holds the
 * process, ends when another line came, and "leaks 1" tells that it has found something.
 *
 * What holds it: LeakSanitizer reads a page that is not there, and userfaultfd lets the
 * reader wait until a gatekeeper, a process of its own since no thread runs meanwhile,
 * has read the line and put the page in place.
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sanitizer/lsan_interface.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "leak.h"

enum { PAGE = 4096, SKIPPED = 77 };

static char *page; /* which LeakSanitizer looks at for pointers */

static void must(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	_exit(SKIPPED);
}

/* Keeps the terabytes of address space that AddressSanitizer only reserves out of core files. */
static void leave_out_reserved(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	unsigned long start;
	unsigned long end;
	char line[4096];
	char access[5];

	must(maps != NULL, "/proc/self/maps");
	while (fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx %4s", &start, &end, access) == 3 &&
		    strcmp(access, "---p") == 0)
			madvise((char *)start, end - start, MADV_DONTDUMP);
	fclose(maps);
}

/* A descriptor that tells of each read of the page while it is not there. gcore would not wait. */
static int watch_page(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register missing = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);

	must(fd >= 0, "userfaultfd");
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0);
	must(page != MAP_FAILED && madvise(page, PAGE, MADV_DONTDUMP) == 0, "mmap");
	missing.range =
		(struct uffdio_range){ .start = (unsigned long)page, .len = PAGE };
	must(ioctl(fd, UFFDIO_API, &api) == 0, "UFFDIO_API");
	must(ioctl(fd, UFFDIO_REGISTER, &missing) == 0, "UFFDIO_REGISTER");
	return fd;
}

/* Lets each reader of the page go on when a line has come, for as long as the server lives. */
static void keep_gate(int fd, pid_t server)
{
	struct uffd_msg message;
	char line[64];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != server)
		_exit(0);
	while (read(fd, &message, sizeof(message)) == (ssize_t)sizeof(message)) {
		struct uffdio_zeropage zero = {
			.range = { .start = (unsigned long)page, .len = PAGE },
		};

		dprintf(STDOUT_FILENO, "checking\n");
		if (read(STDIN_FILENO, line, sizeof(line)) <= 0)
			_exit(1);
		ioctl(fd, UFFDIO_ZEROPAGE, &zero);
	}
	_exit(1);
}

static void check(void)
{
	lose();
	scrub();
	madvise(page, PAGE, MADV_DONTNEED);
	dprintf(STDOUT_FILENO, "leaks %d\n", __lsan_do_recoverable_leak_check());
}

__attribute__((noinline)) static int served(int number)
{
	return dprintf(STDOUT_FILENO, "served %d\n", number);
}

int main(void)
{
	const pid_t server = getpid();
	char line[64];
	int number = 0;
	int fd;

	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
	leave_out_reserved();
	fd = watch_page();
	if (fork() == 0)
		keep_gate(fd, server);
	__lsan_register_root_region(page, PAGE);
	dprintf(STDOUT_FILENO, "ready\n");
	for (;;) {
		ssize_t length = read(STDIN_FILENO, line, sizeof(line));

		if (length <= 0 || strncmp(line, "exit", 4) == 0)
			_exit(7); /* without the check that is made at exit */
		if (strncmp(line, "check", 5) == 0) {
			check();
			continue;
		}
		getppid();
		served(++number);
	}
}
