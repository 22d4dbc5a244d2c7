/* No request fails with EINTR, nor is it carried out twice, and no other way to the tracee's
 * memory does, though signals with a handler that does not restart calls come at any time. */
#include "scenario.h"

enum { SIGNALS = 30 };

static volatile sig_atomic_t caught;
static int memory;
static char word[8];

static void handler(int sig)
{
	(void)sig;
	caught++;
}

static void call_forever(void)
{
	for (;;)
		getppid();
}

/* Requests of both kinds: that leave the tracee stopped, and that resume it. */
static void make_requests(pid_t tracee)
{
	struct user_regs_struct regs;
	int status;

	DO(PTRACE_GETREGS, tracee, 0, &regs);
	DO(PTRACE_SETREGS, tracee, 0, &regs);
	DO(PTRACE_SYSCALL, tracee, 0, 0);
	while (waitpid(tracee, &status, __WALL) < 0)
		must(errno == EINTR);
	must(WIFSTOPPED(status) && WSTOPSIG(status) == (SIGTRAP | 0x80));
}

static void read_and_write(pid_t tracee)
{
	char bytes[sizeof(word)];
	struct iovec here = { bytes, sizeof(bytes) }, there = { word, sizeof(word) };

	must(process_vm_readv(tracee, &here, 1, &there, 1, 0) == sizeof(bytes));
	must(process_vm_writev(tracee, &here, 1, &there, 1, 0) == sizeof(bytes));
	must(pread(memory, bytes, 1, (off_t)(unsigned long)word) == 1);
	must(pwrite(memory, bytes, 1, (off_t)(unsigned long)word) == 1);
	must(lseek(memory, (off_t)(unsigned long)word, SEEK_SET) >= 0);
	must(read(memory, bytes, 4) == 4 && write(memory, bytes, 4) == 4);
	must(lseek(memory, 0, SEEK_CUR) == (off_t)(unsigned long)word + 8);
}

static void storm(pid_t tracer)
{
	unsigned random = 1;
	volatile int delay;
	int i;

	for (i = 0; i < SIGNALS; i++) {
		await_word(0, i + 1);
		random = random * 1103515245 + 12345;
		for (delay = (int)(random >> 16 & 0x7fff); delay > 0; delay--)
			;
		kill(tracer, SIGUSR2);
	}
	_exit(0);
}

SCENARIO
{
	struct sigaction interrupting = { .sa_handler = handler };
	pid_t tracer = getpid(), tracee, sender;
	int i;

	sigaction(SIGUSR2, &interrupting, NULL);
	tracee = start_traced(call_forever);
	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD);
	memory = open_memory(tracee);
	/* with something in its code that others are not to see */
	DO(PTRACE_POKETEXT, tracee, (unsigned long)storm, 0xcc);
	sender = fork_as("sender");
	if (sender == 0)
		storm(tracer);
	for (i = 0; i < SIGNALS; i++) {
		atomic_store(&shared->word[0], i + 1);
		while (caught == i) {
			make_requests(tracee);
			read_and_write(tracee);
		}
	}
	say("%d signals, and no request was interrupted", (int)caught);
	show_wait(sender, 0);
	kill(tracee, SIGKILL);
	show_wait(tracee, 0);
}
