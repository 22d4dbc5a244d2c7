// SPDX-License-Identifier: MIT
/*
 * meddle.c: an active tracer, to run a program under: meddle PROG [ARG...]
 *
 * It follows all that PROG starts, as `strace -f` does, and meddles as a debugger does: at
 * stops it reads registers and memory; it goes on by turns with SYSCALL, CONT and a few
 * steps; it plants breakpoints where the program will come along, steps over them when they
 * are hit, and removes them; now and then it interrupts a running task. What it does is
 * decided by counting the stops of each task. It passes all signals on, and ends as PROG does.
 *
 * It does nothing that a program without tracers of its own could notice. In particular,
 * - it neither steps nor plants where the program blocks or ignores SIGTRAP: the kernel
 *   would unblock it, and set it to its default;
 * - it interrupts only in system calls that begin again, as if nothing had happened, and
 *   where none can have been entered;
 * - it does not step over instructions that show or set the trap flag.
 *
 * And it complains if it is shown what the kernel would not show to a lone tracer.
 *
 *   MEDDLE_PHASE=n   count from n: the same done elsewhere
 *   MEDDLE_LOG=file  say what happens
 */
#include <fcntl.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "meddle.h"

#define OPTIONS                                                             \
	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | \
	 PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT)

/* Nothing has happened for so long: interrupt somebody. */
enum { IDLE_MICROSECONDS = 20000 };

/* … a task so many times at most, so that those who look at it from outside see it rest. */
enum { IDLE_INTERRUPTS = 4 };

/* So many stops of others come before the birth of a task is told, at most. */
enum { PATIENCE = 50 };

struct task_list tasks = LIST_HEAD_INITIALIZER(tasks);
static unsigned phase, born;
static FILE *journal;

void note(const char *format, ...)
{
	va_list args;

	if (!journal)
		return;
	va_start(args, format);
	vfprintf(journal, format, args);
	va_end(args);
	fputc('\n', journal);
}

/* The transcript of what runs below is spoiled by this, and so the scenario fails. */
void complain(const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	note("complains: %s", text);
	fprintf(stderr, "meddle: %s\n", text);
}

/* A request on a stopped tracee, which fails only if that is killed meanwhile, or where there
 * is no memory. PEEK stores the word, as the system call does. */
bool request(const struct task *task, int number, unsigned long addr, void *data)
{
	bool reaches_memory = number == PTRACE_PEEKDATA || number == PTRACE_POKEDATA;
	long result = 0;

	errno = 0;
	if (number == PTRACE_PEEKDATA)
		*(long *)data = result = ptrace(PTRACE_PEEKDATA, task->tid, addr, 0);
	else
		result = ptrace(number, task->tid, addr, data);
	if (result != -1 || errno == 0)
		return true;
	if (errno != ESRCH && !(errno == EIO && reaches_memory))
		complain("request %#x: %s", number, strerror(errno));
	return false;
}

/* ---- tasks ---- */

static struct task *find(pid_t tid)
{
	struct task *task;

	LIST_FOREACH(task, &tasks, link)
		if (task->tid == tid)
			return task;
	return NULL;
}

static struct task *task_new(pid_t tid)
{
	struct task *task = calloc(1, sizeof(*task));

	if (!task)
		abort();
	task->tid = tid;
	task->entered = -1;
	task->stops = phase + 5 * born++;
	LIST_INSERT_HEAD(&tasks, task, link);
	return task;
}

static void task_free(struct task *task)
{
	memory_drop(task);
	LIST_REMOVE(task, link);
	free(task);
}

/* ---- births, exec ---- */

static void stopped(struct task *task, int status);

static void heed_birth(struct task *parent, pid_t tid)
{
	unsigned long flags = clone_flags(parent);
	struct task *child = find(tid);

	if (!child)
		child = task_new(tid);
	if (child->memory) {
		complain("a task is born twice");
		return;
	}
	memory_use(child, flags & 0x100 /* CLONE_VM */ ? parent->memory
						       : memory_fork(parent->memory));
	child->clean = flags & 0x100;
	child->thread = flags & 0x10000; /* CLONE_THREAD */
	parent->thread |= child->thread;
	if (!child->held)
		return;
	child->held = false;
	stopped(child, child->status);
}

/* Nobody tells of them: their parent was killed before it could, or CLONE_PTRACE was given. */
static void adopt_orphans(unsigned waits)
{
	struct task *task, *leader;

	LIST_FOREACH(task, &tasks, link) {
		if (!task->held || task->waits < waits)
			continue;
		note("%d is an orphan", task->tid);
		leader = find(leader_of(task));
		memory_use(task,
			   leader && leader->memory ? leader->memory : memory_new());
		task->clean = true;
		task->held = false;
		stopped(task, task->status);
		adopt_orphans(waits); /* the list has changed */
		return;
	}
}

/* A thread that is not the leader takes the leader's number; the one that had it is gone. */
static void heed_exec(struct task **task)
{
	unsigned long former = 0;
	struct task *thread;

	if (!REQUEST(*task, GETEVENTMSG, 0, &former))
		return;
	thread = find((pid_t)former);
	if (thread && thread != *task) {
		pid_t tid = (*task)->tid;

		task_free(*task);
		*task = thread;
		thread->tid = tid;
	}
	(*task)->over = NULL;
	(*task)->steps_left = 0;
	memory_drop(*task);
	memory_use(*task, memory_new());
}

static void heed_exit(struct task *task)
{
	unsigned long status = 0;

	if (!REQUEST(task, GETEVENTMSG, 0, &status))
		return;
	if (task->foretold)
		complain("a task comes to its end twice");
	task->foretold = true;
	task->end = (int)status;
}

/* ---- stops ---- */

static void heed_call(struct task *task)
{
	struct ptrace_syscall_info info;

	memset(&info, 0, sizeof(info));
	if (ptrace(PTRACE_GET_SYSCALL_INFO, task->tid, sizeof(info), &info) < 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_NONE)
		return; /* it was killed, and is in its next stop already */
	if (task->resumed != PTRACE_SYSCALL)
		complain("a system call stops though nobody asked for that");
	if (info.op != PTRACE_SYSCALL_INFO_ENTRY && info.op != PTRACE_SYSCALL_INFO_EXIT)
		complain("a system call's stop is neither entry nor exit, but %u",
			 info.op);
	if (task->in_call != (info.op == PTRACE_SYSCALL_INFO_EXIT) &&
	    (task->in_call || !task->stopped_in_call))
		complain("an %s where an %s should be", task->in_call ? "entry" : "exit",
			 task->in_call ? "exit" : "entry");
	task->stopped_in_call = false;
	task->in_call = info.op == PTRACE_SYSCALL_INFO_ENTRY;
	task->entered =
		task->in_call ? native_number(info.arch, (long)info.entry.nr) : -1;
	task->restarts = task->in_call && will_restart(task, &info);
	note("%d: %s %ld", task->tid, task->in_call ? "entry" : "exit",
	     task->in_call ? (long)info.entry.nr : (long)info.exit.rval);
	go_on(task, 0);
}

static void heed_event(struct task *task, int event)
{
	unsigned long message = 0;

	note("%d: event %d", task->tid, event);
	switch (event) {
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		if (REQUEST(task, GETEVENTMSG, 0, &message))
			heed_birth(task, (pid_t)message);
		break;
	case PTRACE_EVENT_EXEC:
		heed_exec(&task);
		break;
	case PTRACE_EVENT_EXIT:
		heed_exit(task);
		adopt_orphans(0);
		break;
	default:
		complain("event %d", event);
		break;
	}
	task->in_call = event != PTRACE_EVENT_EXIT;
	go_on(task, 0);
}

/* PTRACE_EVENT_STOP: the group has stopped, or the task was interrupted, or is born. */
static void heed_stop(struct task *task, int sig)
{
	note("%d: event stop %d", task->tid, sig);
	task->stopped_in_call = task->in_call;
	task->entered = -1;
	task->in_call = task->restarts = false;
	if (sig == SIGTRAP) {
		go_on(task, 0);
		return;
	}
	task->stops++;
	task->stopped = false;
	task->resumed = PTRACE_LISTEN;
	if (REQUEST(task, LISTEN, 0, 0) && task->interrupts < IDLE_INTERRUPTS &&
	    task->stops % 3 == 0) {
		task->interrupts++;
		REQUEST(task, INTERRUPT, 0, 0);
	}
}

static void heed_signal(struct task *task, int sig)
{
	struct user_regs_struct regs;
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	if (!REQUEST(task, GETSIGINFO, 0, &info) || !get_regs(task, &regs))
		return;
	if (info.si_code == (SIGTRAP | PTRACE_EVENT_EXIT << 8))
		return; /* it was killed, and is in its next stop already */
	note("%d: signal %d code %d at %#llx", task->tid, sig, info.si_code, regs.rip);
	if (info.si_signo != sig)
		complain("the siginfo of signal %d is one of %d", sig, info.si_signo);
	task->entered = -1;
	task->in_call = task->restarts = false;
	if (sig == SIGTRAP && info.si_code > 0)
		trap(task, &info, &regs);
	else
		go_on(task, sig);
}

static void stopped(struct task *task, int status)
{
	int event = status >> 16, sig = WSTOPSIG(status);

	task->stopped = true;
	task->status = status;
	if (!task->memory) {
		task->held = true;
		return;
	}
	memory_clean(task);
	if (task->over)
		plant_again(task, task->over);
	task->over = NULL;
	if (event == PTRACE_EVENT_STOP)
		heed_stop(task, sig);
	else if (event)
		heed_event(task, event);
	else if (sig == SYSCALL_STOP)
		heed_call(task);
	else
		heed_signal(task, sig);
}

static void died(struct task *task, int status)
{
	note("%d: died %#x", task->tid, status);
	/* the end of a thread may be the one of its process */
	if (task->foretold && !task->thread && task->end != status)
		complain("a task ends with %#x, but was to end with %#x", status,
			 task->end);
	task_free(task);
	adopt_orphans(0);
}

/* ---- the loop ---- */

static void on_alarm(int sig)
{
	(void)sig;
}

/* Have the next wait end if nothing happens. Race: the alarm may go off before the wait has
 * begun; then nobody is interrupted this time. */
static void limit_wait(void)
{
	struct itimerval timer = { { 0, 0 }, { 0, IDLE_MICROSECONDS } };
	struct task *task;

	LIST_FOREACH(task, &tasks, link)
		if (task->held ||
		    (task->interrupts < IDLE_INTERRUPTS && is_interruptible(task)))
			break;
	if (!task)
		timer.it_value.tv_usec = 0;
	setitimer(ITIMER_REAL, &timer, NULL);
}

/* The wait was long: interrupt whoever may be. */
static void interrupt_all(void)
{
	struct task *task;

	adopt_orphans(0);
	LIST_FOREACH(task, &tasks, link) {
		if (task->interrupts >= IDLE_INTERRUPTS || !is_interruptible(task))
			continue;
		note("%d: interrupted in %ld", task->tid, task->entered);
		task->interrupts++;
		REQUEST(task, INTERRUPT, 0, 0);
	}
}

static void wait_for_birth(void)
{
	struct task *task;

	LIST_FOREACH(task, &tasks, link)
		task->waits += task->held;
	adopt_orphans(PATIENCE);
}

static int follow(pid_t program)
{
	int status, end = 0;
	struct task *task;
	pid_t tid;

	for (;;) {
		limit_wait();
		tid = waitpid(-1, &status, __WALL);
		if (tid < 0 && errno == EINTR) {
			interrupt_all();
			continue;
		}
		if (tid < 0)
			break;
		task = find(tid);
		if (!task)
			task = task_new(tid);
		wait_for_birth();
		if (WIFSTOPPED(status))
			stopped(task, status);
		else
			died(task, status);
		if (tid == program && !WIFSTOPPED(status))
			end = status;
	}
	if (errno != ECHILD)
		complain("wait: %s", strerror(errno));
	if (!LIST_EMPTY(&tasks))
		complain("the end of a task was lost");
	return end;
}

/* The child waits until it has been seized; the descriptor goes with its exec. */
static pid_t start(char **argv)
{
	struct task *task;
	int gate[2];
	pid_t pid;
	char byte;

	if (pipe2(gate, O_CLOEXEC) || (pid = fork()) < 0)
		return -1;
	if (pid == 0) {
		close(gate[1]);
		if (read(gate[0], &byte, 1) == 1)
			execvp(argv[0], argv);
		perror(argv[0]);
		_exit(127);
	}
	close(gate[0]);
	if (ptrace(PTRACE_SEIZE, pid, 0, OPTIONS))
		return -1;
	task = task_new(pid);
	memory_use(task, memory_new());
	task->clean = true;
	/* it is seen from its exec on, which is an event */
	if (write(gate[1], "x", 1) != 1)
		return -1;
	close(gate[1]);
	return pid;
}

static int end_as(int status)
{
	struct rlimit no_core = { 0, 0 };
	sigset_t set;

	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	setrlimit(RLIMIT_CORE, &no_core);
	signal(WTERMSIG(status), SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, WTERMSIG(status));
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(WTERMSIG(status));
	return 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_alarm };
	const char *number = getenv("MEDDLE_PHASE"), *file = getenv("MEDDLE_LOG");
	pid_t program;

	if (argc < 2) {
		fprintf(stderr, "usage: meddle PROG [ARG...]\n");
		return 2;
	}
	phase = number ? (unsigned)atoi(number) : 0;
	journal = file ? fopen(file, "we") : NULL;
	if (journal)
		setvbuf(journal, NULL, _IOLBF, 0);
	program = start(argv + 1);
	if (program < 0) {
		perror("meddle");
		return 127;
	}
	sigaction(SIGALRM, &action, NULL);
	return end_as(follow(program));
}
