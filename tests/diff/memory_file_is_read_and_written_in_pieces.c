/* preadv(2), pwritev(2) and their successors work on /proc/PID/mem: "transfers ... as if by
 * read(2)" each piece, so that what is there is had, and an error of a later piece is not told. */
#include "scenario.h"

enum { PAGE = 4096 };

static char constant[] __attribute__((aligned(64))) = "constant";
static char *pages; /* three, of which the second one is not there */

static void body(void)
{
	signal_self(SIGUSR1);
	say("tracee: %s, %.8s", constant, pages);
	_exit(0);
}

static void show(const char *what, ssize_t got, const char *bytes)
{
	say("%s: %zd %s '%.9s'", what, got, got < 0 ? error_name(errno) : "", bytes);
}

static void read_pieces(int fd)
{
	char bytes[PAGE] = "";
	struct iovec pieces[] = { { bytes, 2 }, { bytes, 0 }, { bytes + 2, 7 } };
	struct iovec bad[] = { { bytes, 4 }, { (void *)16, 4 } };
	struct iovec wrong = { bytes, -1ul }, *volatile nowhere = (struct iovec *)16;
	volatile int too_many = 1025;
	off_t there = (off_t)constant, end = (off_t)(pages + PAGE - 4);

	show("preadv", preadv(fd, pieces, 3, there), bytes);
	bytes[0] = '\0';
	show("preadv2", preadv2(fd, pieces, 3, there, 0), bytes);
	show("up to what is not there", preadv(fd, pieces, 3, end), bytes);
	show("nothing there", preadv(fd, pieces, 3, end + 4), bytes);
	show("a bad piece", preadv(fd, bad + 1, 1, there), bytes);
	show("a bad piece after a good one", preadv(fd, bad, 2, there), bytes);
	show("a piece that is too long", preadv(fd, &wrong, 1, there), bytes);
	show("no pieces", preadv(fd, pieces, 0, there), bytes);
	show("pieces at no address", preadv(fd, nowhere, 1, there), bytes);
	show("too many pieces", preadv(fd, pieces, too_many, there), bytes);
	show("unknown flags", preadv2(fd, pieces, 3, there, 1 << 30), bytes);
	show("no descriptor", preadv(-1, pieces, 3, there), bytes);
}

static void write_pieces(int fd)
{
	char bytes[] = "replaced";
	struct iovec pieces[] = { { bytes, 3 }, { bytes + 3, 0 }, { bytes + 3, 5 } };
	struct iovec bad[] = { { bytes, 4 }, { (void *)16, 4 } };
	off_t there = (off_t)constant, end = (off_t)(pages + PAGE - 5);

	show("pwritev", pwritev(fd, pieces, 3, there), bytes);
	show("pwritev2", pwritev2(fd, pieces, 2, (off_t)pages, 0), bytes);
	show("up to what is not there", pwritev(fd, pieces, 3, end), bytes);
	show("nothing there", pwritev(fd, pieces, 3, end + 5), bytes);
	show("a bad piece after a good one", pwritev(fd, bad, 2, (off_t)pages), bytes);
	show("at the position", pwritev2(fd, pieces, 1, -1, 0), bytes);
}

SCENARIO
{
	pid_t tracee;
	int fd;

	pages = mmap(NULL, 3ul * PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(pages + PAGE, PAGE);
	tracee = start_traced(body);
	resume(PTRACE_CONT, tracee, 0);
	fd = open_memory(tracee);
	read_pieces(fd);
	write_pieces(fd);
	close(fd);
	resume(PTRACE_CONT, tracee, 0);
}
