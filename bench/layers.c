/* SPDX-License-Identifier: MIT
 * layers.c: what a system call costs under many tracers: layers INTERESTED OTHERS TASKS CALLS
 *
 * INTERESTED tracers follow the calls of one task, OTHERS only hold on to it, and one more
 * tracer has TASKS tasks of its own, which sleep. Prints microseconds for each of the task's
 * CALLS calls. Needs vptrace if there is more than one tracer.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef PTRACE_SEIZE
#define PTRACE_SEIZE	 0x4206
#define PTRACE_INTERRUPT 0x4207
#endif

static double now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
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

static void wait_for_byte(int fd)
{
	char byte;

	if (read(fd, &byte, 1) != 1)
		exit(1);
}

static void say_byte(int fd)
{
	if (write(fd, "x", 1) != 1)
		exit(1);
}

/* Attach, say so, and resume the task until it ends. */
static _Noreturn void trace(pid_t task, long request, int ready)
{
	int status;

	if (ptrace(PTRACE_SEIZE, task, 0, 0) || ptrace(PTRACE_INTERRUPT, task, 0, 0))
		die("attach");
	for (;;) {
		if (waitpid(task, &status, __WALL) != task || !WIFSTOPPED(status))
			_exit(0);
		if (ready >= 0)
			say_byte(ready);
		ready = -1;
		if (ptrace(request, task, 0, 0))
			_exit(0);
	}
}

static _Noreturn void hold_tasks(int count, int ready)
{
	while (count-- > 0) {
		pid_t pid = start();

		if (pid == 0) {
			pause();
			_exit(0);
		}
		if (ptrace(PTRACE_SEIZE, pid, 0, 0))
			die("attach");
	}
	say_byte(ready);
	pause();
	_exit(0);
}

static void make_calls(int go, int calls)
{
	double begin;
	int i;

	wait_for_byte(go);
	begin = now_us();
	for (i = 0; i < calls; i++)
		syscall(SYS_getppid);
	printf("%.2f\n", (now_us() - begin) / calls);
	fflush(stdout);
	_exit(0);
}

int main(int argc, char **argv)
{
	int go[2], ready[2], i, interested, others, tasks;
	pid_t task, holder = 0;

	if (argc != 5)
		return 2;
	interested = atoi(argv[1]);
	others = atoi(argv[2]);
	tasks = atoi(argv[3]);
	if (pipe(go) || pipe(ready))
		die("pipe");
	task = start();
	if (task == 0)
		make_calls(go[0], atoi(argv[4]));
	for (i = 0; i < interested + others; i++) {
		if (start() == 0)
			trace(task, i < interested ? PTRACE_SYSCALL : PTRACE_CONT,
			      ready[1]);
		wait_for_byte(ready[0]);
	}
	if (tasks) {
		holder = start();
		if (holder == 0)
			hold_tasks(tasks, ready[1]);
		wait_for_byte(ready[0]);
	}
	say_byte(go[1]);
	waitpid(task, NULL, 0);
	if (holder)
		kill(holder, SIGKILL);
	while (wait(NULL) > 0)
		;
	return 0;
}
