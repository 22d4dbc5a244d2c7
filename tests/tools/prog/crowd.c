/* SPDX-License-Identifier: MIT
 * crowd.c: crowd N: N tracers follow the calls of one task. Of each four, one stays to the end,
 * one detaches after a third of the calls, one is killed then, and one attaches after two
 * thirds. Prints how many tracers of each kind have seen how many entries and exits.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THIRD = 10, CALLS = 3 * THIRD, MOST = 1024 };
enum { STAYS, DETACHES, IS_KILLED, COMES_LATE, KINDS };

static struct tracer {
	pid_t pid;
	/* what it has seen: entries and exits in their order, others, the task's end */
	int entries, exits, wrong, end;
} * tracers;

static int ready[2], go[2], third[2];
static pid_t task;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void say(int fd)
{
	if (write(fd, "x", 1) != 1)
		die("write");
}

static void hear(int fd, int count)
{
	char byte;

	while (count-- > 0)
		if (read(fd, &byte, 1) != 1)
			die("read");
}

static pid_t start(void)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (pid == 0)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return pid;
}

static _Noreturn void make_calls(void)
{
	int i;

	for (i = 0; i < CALLS; i++) {
		if (i % THIRD == 0) {
			say(third[1]);
			hear(go[0], 1);
		}
		syscall(SYS_getpgid, -1 - i);
	}
	_exit(7);
}

static void look(struct tracer *self, int first)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, task, sizeof(info), &info) <= 0)
		die("PTRACE_GET_SYSCALL_INFO");
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY && info.entry.nr == SYS_getpgid) {
		self->wrong += (int)info.entry.args[0] != -1 - first - self->entries;
		self->entries++;
	} else if (info.op == PTRACE_SYSCALL_INFO_EXIT && info.exit.rval == -ESRCH) {
		self->exits++;
	}
}

static void attach(void)
{
	if (ptrace(PTRACE_SEIZE, task, 0, PTRACE_O_TRACESYSGOOD) ||
	    ptrace(PTRACE_INTERRUPT, task, 0, 0) || waitpid(task, NULL, __WALL) != task ||
	    ptrace(PTRACE_SYSCALL, task, 0, 0))
		die("attach");
	say(ready[1]);
}

static _Noreturn void trace(int kind, struct tracer *self)
{
	int status = 0, first = kind == COMES_LATE ? 2 * THIRD : 0;

	attach();
	while (waitpid(task, &status, __WALL) == task && WIFSTOPPED(status)) {
		if (WSTOPSIG(status) == (SIGTRAP | 0x80))
			look(self, first);
		if (kind == DETACHES && self->exits == THIRD)
			_exit(ptrace(PTRACE_DETACH, task, 0, 0) ? 1 : 0);
		if (ptrace(PTRACE_SYSCALL, task, 0, 0))
			die("PTRACE_SYSCALL");
	}
	self->end = status;
	_exit(0);
}

/* Start the tracers that come late, or the others, and wait until they follow. */
static void start_tracers(int count, int late)
{
	int i, started = 0;
	pid_t pid;

	for (i = 0; i < count; i++) {
		if ((i % KINDS == COMES_LATE) != late)
			continue;
		pid = start();
		if (pid == 0)
			trace(i % KINDS, &tracers[i]);
		tracers[i].pid = pid;
		started++;
	}
	hear(ready[0], started);
}

static void end_tracers(int count, int kind)
{
	int i, status;

	for (i = kind; i < count; i += KINDS) {
		if (kind == IS_KILLED)
			kill(tracers[i].pid, SIGKILL);
		if (waitpid(tracers[i].pid, &status, 0) != tracers[i].pid)
			die("waitpid");
		if (status != (kind == IS_KILLED ? SIGKILL : 0))
			printf("a tracer ended with %#x\n", status);
	}
}

static void show(int count, int kind, const char *name)
{
	const struct tracer *first = &tracers[kind], *other;
	int i, n = 0;

	for (i = kind; i < count; i += KINDS) {
		other = &tracers[i];
		n++;
		if (i == kind || other->entries != first->entries ||
		    other->exits != first->exits || other->wrong != first->wrong ||
		    other->end != first->end)
			printf("%s: %d entries, %d exits, %d out of turn, end %#x\n",
			       name, other->entries, other->exits, other->wrong,
			       other->end);
	}
	printf("%s: %d\n", name, n);
}

int main(int argc, char **argv)
{
	int count = argc == 2 ? atoi(argv[1]) : 0, status;

	if (count < 1 || count > MOST)
		return 2;
	tracers = mmap(NULL, sizeof(*tracers) * MOST, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (tracers == MAP_FAILED || pipe(ready) || pipe(go) || pipe(third))
		die("pipe");
	task = start();
	if (task == 0)
		make_calls();
	hear(third[0], 1);
	start_tracers(count, 0);
	say(go[1]);
	hear(third[0], 1);
	end_tracers(count, DETACHES);
	end_tracers(count, IS_KILLED);
	say(go[1]);
	hear(third[0], 1);
	start_tracers(count, 1);
	say(go[1]);
	if (waitpid(task, &status, 0) != task)
		die("waitpid");
	end_tracers(count, STAYS);
	end_tracers(count, COMES_LATE);
	printf("the task ended with %#x\n", status);
	show(count, STAYS, "stays");
	show(count, DETACHES, "detaches");
	show(count, IS_KILLED, "is killed");
	show(count, COMES_LATE, "comes late");
	return 0;
}
