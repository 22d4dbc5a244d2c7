/* A chain: the top sees the calls by which the tracer below it reads memory as they are, with
 * their numbers and arguments, and each one once; followed, not followed, and stepped over. */
#include "scenario.h"

enum { MARK = 0x1234 };

static const char constant[] = "constant";
static int memory;

static void seek(void)
{
	must(lseek(memory, (off_t)constant, SEEK_SET) == (off_t)constant);
}

/* With a fourth argument, which read does not have. */
static void read_once(size_t len)
{
	char bytes[16] = "";
	long got = syscall(SYS_read, memory, bytes, len, MARK, 0, 0);

	must(got == (long)len);
	must(memcmp(bytes, constant, len) == 0);
}

static void middle(void)
{
	pid_t bottom;
	int i;

	block_signal(SIG_BLOCK, SIGCHLD);
	bottom = start_traced_as("bottom", sleep_forever);
	memory = open_memory(bottom);
	/* with something in its code that others are not to see */
	DO(PTRACE_POKETEXT, bottom, (unsigned long)seek, 0xcc);
	signal_self(SIGUSR1); /* followed */
	seek();
	read_once(4);
	seek();
	read_once(8);
	signal_self(SIGUSR1); /* not followed */
	seek();
	read_once(2);
	for (i = 0; i < 100; i++)
		getppid();
	seek();
	read_once(2);
	signal_self(SIGUSR1); /* stepped */
	seek();
	read_once(2);
	signal_self(SIGUSR1);
	kill(bottom, SIGKILL);
	must(waitpid(bottom, NULL, __WALL) == bottom);
	_exit(13);
}

static void show_stop(pid_t pid)
{
	struct user_regs_struct regs = get_regs(pid);

	show_call(pid);
	if (regs.orig_rax == SYS_read)
		say("%s: of %lu, %#lx", task_name(pid), (unsigned long)regs.rdx,
		    (unsigned long)regs.r10);
}

static bool is_next_part(int status)
{
	return WIFSTOPPED(status) && WSTOPSIG(status) == SIGUSR1;
}

static void follow(pid_t pid)
{
	while (!is_next_part(resume(PTRACE_SYSCALL, pid, 0)))
		show_stop(pid);
}

/* Each call that it is stepped over, up to its read. */
static void step(pid_t pid)
{
	struct user_regs_struct regs;
	long before = 0;

	do {
		DO(PTRACE_SINGLESTEP, pid, 0, 0);
		must(WIFSTOPPED(wait_quietly(pid)));
		regs = get_regs(pid);
		if (before == 0x050f)
			say("stepped over a call: %s",
			    (long)regs.rax > 16 ? "large" /* an address, or an id */
						: value_text(-1, (long)regs.rax));
		before = ptrace_call(PTRACE_PEEKTEXT, pid, regs.rip,
				     (unsigned long)&before) < 0
				 ? 0
				 : before & 0xffff;
	} while (regs.rax != 2);
	must(is_next_part(resume(PTRACE_CONT, pid, 0)));
}

SCENARIO
{
	pid_t tracer = start_seized_as("middle", middle, PTRACE_O_TRACESYSGOOD);

	show_wait(tracer, 0);
	follow(tracer);
	resume(PTRACE_CONT, tracer, 0);
	step(tracer);
	resume(PTRACE_CONT, tracer, 0);
}
