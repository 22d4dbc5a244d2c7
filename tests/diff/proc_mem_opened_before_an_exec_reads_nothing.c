/* proc(5), /proc/PID/mem: the file stands for the memory that the process had when it was opened.
 * What has been opened before an exec reads, and writes, nothing after it. */
#include "scenario.h"

static void body(void)
{
	exec_exit(5);
}

/* Of all the lengths that debuggers use. */
static void show_transfers(const char *what, int fd, unsigned long address)
{
	static const size_t lengths[] = { 1, 8, 16, 64 };
	char buffer[64];
	size_t i;

	for (i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
		say("%s: reads %zd of %zu", what,
		    pread(fd, buffer, lengths[i], (off_t)address), lengths[i]);
	say("%s: writes %zd of 1", what, pwrite(fd, buffer, 1, (off_t)address));
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	int used, unused, fresh;

	DO(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEEXEC);
	used = open_memory(tracee);
	unused = open_memory(tracee);
	show_transfers("before", used, (unsigned long)show_transfers);
	show_transfers("before", used, get_regs(tracee).rsp);
	resume(PTRACE_CONT, tracee, 0);
	fresh = open_memory(tracee);
	show_transfers("used before", used, get_regs(tracee).rip);
	show_transfers("used before", used, get_regs(tracee).rsp);
	show_transfers("opened before", unused, get_regs(tracee).rip);
	show_transfers("opened since", fresh, get_regs(tracee).rip);
	show_transfers("opened since", fresh, get_regs(tracee).rsp);
	close(used);
	used = dup2(fresh, used);
	show_transfers("in its place", used, get_regs(tracee).rip);
	TRY(PTRACE_KILL, tracee, 0, 0);
	show_wait(tracee, __WALL);
	show_transfers("of one that is dead", fresh, (unsigned long)show_transfers);
}
