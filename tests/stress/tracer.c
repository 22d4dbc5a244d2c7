// SPDX-License-Identifier: MIT
/*
 * tracer.c: a random tracer. It resumes, examines, interrupts and lets go as the dice
 * say, but never takes a signal from the program. It checks that each task that it
 * traces dies for it just once, as PTRACE_EVENT_EXIT foretold.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stress.h"

#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif

enum { MAX_TASKS = 1024 };

enum state {
	TRACED,
	DETACHED,
	DEAD,
	OWN, /* not traced: a child of the tracer's */
};

struct task {
	pid_t tid;
	enum state state;
	bool halted; /* its first SIGSTOP, which an attachment sends, has come */
	bool foretold, new_born;
	int status; /* of its end, if foretold */
};

static struct task tasks[MAX_TASKS];
static unsigned ntasks;
static struct dice dice;

/* How this tracer is. */
static struct {
	bool seize, follow, steps, listens, gentle;
	long options;
	unsigned detaches; /* one stop in so many, or 0 */
	unsigned life;	   /* in stops, or 0 */
	unsigned steps_left;
} me;

static struct task *find(pid_t tid)
{
	unsigned i = ntasks;

	while (i-- > 0)
		if (tasks[i].tid == tid)
			return &tasks[i];
	return NULL;
}

static struct task *add(pid_t tid, enum state state)
{
	struct task *task = &tasks[ntasks];

	if (ntasks == MAX_TASKS)
		give_up("more than %d tasks", MAX_TASKS);
	ntasks++;
	*task = (struct task){ .tid = tid, .state = state };
	return task;
}

/* ---- attaching ------------------------------------------------------------- */

/* What is gone gives ESRCH, a zombie EPERM. */
static bool attach(pid_t tid)
{
	long result = me.seize ? ptrace(PTRACE_SEIZE, tid, 0, me.options)
			       : ptrace(PTRACE_ATTACH, tid, 0, 0);

	if (result == 0) {
		if (!find(tid)) /* a thread that was seen twice cannot be attached */
			add(tid, TRACED);
		atomic_fetch_add(&counts->attached, 1);
		return true;
	}
	if (errno != ESRCH && errno != EPERM)
		give_up("attaching to %d: %s", tid, strerror(errno));
	return false;
}

static void attach_threads(pid_t program)
{
	char path[32];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", program);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.' && atoi(entry->d_name) != program &&
		    !find(atoi(entry->d_name)))
			attach(atoi(entry->d_name));
	if (dir)
		closedir(dir);
}

/* ---- stops ------------------------------------------------------------------ */

/* Look at the stopped task; all may fail if it is killed meanwhile. */
static void examine(pid_t tid)
{
	struct user_regs_struct regs;
	struct iovec iov = { &regs, sizeof(regs) };
	char info[128];
	siginfo_t siginfo;
	sigset_t mask;

	switch (roll(&dice, 12)) {
	case 0:
		if (!ptrace(PTRACE_GETREGS, tid, 0, &regs))
			ptrace(PTRACE_SETREGS, tid, 0, &regs);
		break;
	case 1:
		if (!ptrace(PTRACE_GETREGSET, tid, 1, &iov))
			ptrace(PTRACE_PEEKDATA, tid, regs.rsp, 0);
		break;
	case 2:
		ptrace(PTRACE_GETSIGINFO, tid, 0, &siginfo);
		break;
	case 3:
		ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(info), info);
		break;
	case 4:
		ptrace(PTRACE_GETSIGMASK, tid, 8, &mask);
		break;
	case 5:
		doze(&dice, 300);
		break;
	default:
		break;
	}
}

/* Interrupt any task, which may run, be stopped, or die just now. */
static void interrupt_some(void)
{
	struct task *task = &tasks[roll(&dice, ntasks)];

	if (task->state == TRACED && ptrace(PTRACE_INTERRUPT, task->tid, 0, 0) &&
	    errno != ESRCH)
		give_up("PTRACE_INTERRUPT: %s", strerror(errno));
}

static void heed_event(struct task *task, int event)
{
	unsigned long message = 0;
	struct task *born;

	if (event == 0 || event == PTRACE_EVENT_STOP)
		return;
	if (ptrace(PTRACE_GETEVENTMSG, task->tid, 0, &message))
		return; /* killed */
	switch (event) {
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		born = find((pid_t)message);
		if (born && !born->new_born)
			give_up("%d is born twice", born->tid);
		if (!born)
			born = add((pid_t)message, TRACED);
		born->new_born = false;
		break;
	case PTRACE_EVENT_EXIT:
		if (task->foretold)
			give_up("%d comes to its end twice", task->tid);
		task->foretold = true;
		task->status = (int)message;
		break;
	default:
		break;
	}
}

/* The signal to resume with: all go to the program, but for those that tracing makes. */
static int signal_of(struct task *task, int status)
{
	siginfo_t info;
	int sig = WSTOPSIG(status);

	if (status >> 16 || sig == (SIGTRAP | 0x80) || sig == SIGTRAP)
		return 0;
	if (sig != SIGSTOP || me.seize || task->halted)
		return sig;
	if (ptrace(PTRACE_GETSIGINFO, task->tid, 0, &info) || info.si_pid)
		return sig; /* a group-stop, or the program's own */
	task->halted = true;
	if (me.options)
		ptrace(PTRACE_SETOPTIONS, task->tid, 0, me.options);
	return 0;
}

static void resume(struct task *task, int status)
{
	int sig = signal_of(task, status), event = status >> 16;
	bool group_stop = event == PTRACE_EVENT_STOP && WSTOPSIG(status) != SIGTRAP;
	int request = PTRACE_CONT;

	/* An attachment's SIGSTOP must not outlive it. */
	if (me.detaches && one_in(&dice, me.detaches) && (me.seize || task->halted)) {
		request = PTRACE_DETACH;
	} else if (group_stop && me.listens) {
		request = PTRACE_LISTEN;
		sig = 0;
	} else if (me.steps && me.steps_left > 0 && one_in(&dice, 2)) {
		request = PTRACE_SINGLESTEP;
		me.steps_left--;
	} else if (!one_in(&dice, 4)) {
		request = PTRACE_SYSCALL;
	}
	if (ptrace(request, task->tid, 0, sig)) {
		/* killed, or killed and in the stop of its exit event */
		if (errno != ESRCH && (errno != EIO || request != PTRACE_LISTEN ||
				       !(me.options & PTRACE_O_TRACEEXIT)))
			give_up("request %d on %d with signal %d: %s", request, task->tid,
				sig, strerror(errno));
	} else if (request == PTRACE_DETACH) {
		task->state = DETACHED;
		atomic_fetch_add(&counts->detached, 1);
	}
}

static void stopped(pid_t tid, int status)
{
	struct task *task = find(tid);

	if (!task) { /* its birth is not told yet */
		task = add(tid, TRACED);
		task->new_born = true;
	}
	if (task->state != TRACED)
		give_up("a stop %#x of %d, which is not traced", status, tid);
	if (me.life && --me.life == 0)
		raise(SIGKILL);
	atomic_fetch_add(&counts->stops, 1);
	heed_event(task, status >> 16);
	examine(tid);
	if (me.seize && one_in(&dice, 10))
		interrupt_some();
	resume(task, status);
}

/* ---- the end ----------------------------------------------------------------- */

static void died(pid_t tid, int status, pid_t program)
{
	struct task *task = find(tid);

	if (!task) {
		task = add(tid, TRACED);
		task->new_born = true;
	}
	if (task->state != TRACED && task->state != OWN)
		give_up("the end %#x of %d, which is %s", status, tid,
			task->state == DEAD ? "dead" : "detached");
	if (task->state == OWN && status != W_EXITCODE(7, 0))
		give_up("status %#x of the tracer's own child", status);
	task->state = DEAD;
	atomic_fetch_add(&counts->deaths, 1);
	if (tid != program)
		return;
	if (status != program_fate(the_case.seed))
		give_up("the tracer sees %d end with %#x, not %#x", tid, status,
			program_fate(the_case.seed));
	/* 0: the leader went first, and had its threads end the process */
	if (task->foretold && task->status && task->status != status)
		give_up("the end of %d is %#x, PTRACE_EVENT_EXIT told %#x", tid, status,
			task->status);
}

static pid_t next_change(int *status)
{
	pid_t tid;

	if (!one_in(&dice, 4))
		return waitpid(-1, status, __WALL);
	while ((tid = waitpid(-1, status, __WALL | WNOHANG)) == 0)
		doze(&dice, 1000);
	return tid;
}

static void own_child(void)
{
	pid_t child = fork();

	if (child == 0) {
		doze(&dice, 5000);
		_exit(7);
	}
	if (child < 0)
		give_up("fork: %s", strerror(errno));
	add(child, OWN);
}

static void imagine(uint64_t seed)
{
	dice.state = seed;
	me.seize = one_in(&dice, 2);
	me.follow = !one_in(&dice, 3);
	/* A tracer that is to die does not leave a trap behind, which would be deadly. */
	me.steps = !the_case.lossy && one_in(&dice, 4);
	me.steps_left = 500;
	me.listens = me.seize && one_in(&dice, 2);
	/* Nor does one that lets go: a step and an interrupt may come together. */
	me.detaches = !me.steps && one_in(&dice, 3) ? 1 + roll(&dice, 50) : 0;
	me.life = the_case.lossy && !one_in(&dice, 3) ? 1 + roll(&dice, 60) : 0;
	if (me.follow)
		me.options |=
			PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;
	if (one_in(&dice, 2) || (me.detaches && !me.seize))
		me.options |= PTRACE_O_TRACEEXEC; /* else a SIGTRAP would stay behind */
	if (one_in(&dice, 2))
		me.options |= PTRACE_O_TRACEEXIT;
	if (one_in(&dice, 2))
		me.options |= PTRACE_O_TRACESYSGOOD;
	if (one_in(&dice, 4))
		me.options |= PTRACE_O_TRACEVFORKDONE;
}

int tracer_run(uint64_t seed, pid_t program, int gate)
{
	unsigned i;
	int status;
	pid_t tid;

	imagine(seed);
	if (one_in(&dice, 3))
		own_child();
	if (one_in(&dice, 2))
		doze(&dice, 5000);
	if (!attach(program) && the_case.waits)
		give_up("the program is alive, and cannot be attached: %s",
			strerror(errno));
	if (one_in(&dice, 2))
		attach_threads(program);
	close(gate);
	while ((tid = next_change(&status)) > 0) {
		if (WIFSTOPPED(status))
			stopped(tid, status);
		else
			died(tid, status, program);
	}
	if (errno != ECHILD)
		give_up("wait: %s", strerror(errno));
	for (i = 0; i < ntasks; i++)
		if (tasks[i].state == TRACED || tasks[i].state == OWN)
			give_up("the end of %d was lost", tasks[i].tid);
	return 0;
}
