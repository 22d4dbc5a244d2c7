/* lseek(2), read(2) and write(2) work on /proc/PID/mem: the position is an address, and moves by
 * what has been read or written; an error does not move it. */
#include "scenario.h"

enum { PAGE = 4096 };

static char constant[] __attribute__((aligned(64))) = "constant";
static char *pages; /* three, of which the second one is not there */
static int memory;

static void body(void)
{
	signal_self(SIGUSR1);
	say("tracee: %s, %.8s", constant, pages);
	_exit(0);
}

static void seek(const char *to)
{
	must(lseek(memory, (off_t)to, SEEK_SET) == (off_t)to);
}

static void show(const char *what, ssize_t got, const char *bytes, const char *from)
{
	int error = errno;

	say("%s: %zd %s '%.9s', moved by %ld", what, got,
	    got < 0 ? error_name(error) : "", bytes,
	    (long)(lseek(memory, 0, SEEK_CUR) - (off_t)from));
}

static void read_there(void)
{
	char bytes[2 * PAGE] = "", *end = pages + PAGE;
	struct iovec pieces[] = { { bytes, 2 }, { bytes, 0 }, { bytes + 2, 7 } };
	void *volatile nowhere = (void *)16;
	int other = dup(memory);

	seek(constant);
	show("read", read(memory, bytes, 9), bytes, constant);
	show("read on", read(memory, bytes, 1), bytes, constant);
	seek(constant);
	memset(bytes, 0, 9);
	show("readv", readv(memory, pieces, 3), bytes, constant);
	seek(constant);
	show("preadv2", preadv2(memory, pieces, 1, -1, 0), bytes, constant);
	show("by another descriptor", read(other, bytes, 2), bytes, constant);
	must(lseek(memory, 2, SEEK_CUR) == (off_t)constant + 6);
	show("after a seek from there", read(memory, bytes, 2), bytes, constant);
	show("into nowhere", read(memory, nowhere, 1), bytes, constant);
	show("nothing", read(memory, bytes, 0), bytes, constant);
	show("at -1, pread64", pread(memory, bytes, 1, -1), bytes, constant);
	show("at -1, preadv", preadv(memory, pieces, 1, -1), bytes, constant);
	show("elsewhere, pread64", pread(memory, bytes, 5, (off_t)pages), bytes,
	     constant);
	seek(end - 4);
	show("up to what is not there", read(memory, bytes, sizeof(bytes)), bytes, end);
	show("nothing there", read(memory, bytes, 1), bytes, end);
	seek(pages + 2l * PAGE);
	show("a page", read(memory, bytes, PAGE), bytes, pages);
	close(other);
	show("a closed one", read(other, bytes, 1), bytes, pages);
}

static void write_there(void)
{
	char bytes[] = "replaced", *end = pages + PAGE;
	struct iovec pieces[] = { { bytes, 3 }, { bytes + 3, 0 }, { bytes + 3, 5 } };

	seek(constant);
	show("write", write(memory, bytes, 1), bytes, constant);
	show("write on", write(memory, bytes + 1, 7), bytes, constant);
	seek(pages);
	show("writev", writev(memory, pieces, 3), bytes, pages);
	show("pwritev2", pwritev2(memory, pieces, 1, -1, 0), bytes, pages);
	seek(end - 5);
	show("up to what is not there", write(memory, bytes, 8), bytes, end);
	show("nothing there", write(memory, bytes, 8), bytes, end);
}

/* What is opened for one of the two is not for the other. */
static void show_refusals(pid_t tracee)
{
	char path[32], byte = 'x';

	close(memory);
	snprintf(path, sizeof(path), "/proc/%d/mem", tracee);
	memory = open(path, O_RDONLY);
	seek(constant);
	show("not for writing", write(memory, &byte, 1), "", constant);
	show("for reading", read(memory, &byte, 1), "", constant);
	close(memory);
	memory = open(path, O_WRONLY);
	seek(constant);
	show("not for reading", read(memory, &byte, 1), "", constant);
	show("for writing", write(memory, "R", 1), "", constant);
}

SCENARIO
{
	pid_t tracee;

	pages = mmap(NULL, 3ul * PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(pages + PAGE, PAGE);
	strcpy(pages + 2 * PAGE, "third");
	tracee = start_traced(body);
	resume(PTRACE_CONT, tracee, 0);
	memory = open_memory(tracee);
	/* with something in its code that others are not to see */
	DO(PTRACE_POKETEXT, tracee, (unsigned long)seek, 0xcc);
	read_there();
	write_there();
	show_refusals(tracee);
	resume(PTRACE_CONT, tracee, 0);
}
