/* SPDX-License-Identifier: MIT
 * filters.c [FILTERS]: saves the seccomp filters of a process that has so many of its own, and
 * gives them to another one, as a checkpointer does (CRIU): it goes by the mode in /proc.
 */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "must.h"

enum { MOST = 8 };

static struct sock_filter saved[MOST][BPF_MAXINSNS];
static long lengths[MOST];

static void install(struct sock_filter *code, long length)
{
	struct sock_fprog program = { (unsigned short)length, code };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	MUST(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0);
}

static void be_filtered(int filters, int ready)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 77),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	while (filters-- > 0)
		install(code, sizeof(code) / sizeof(*code));
	MUST(write(ready, "", 1) == 1);
	for (;;)
		pause();
}

static int mode_of(pid_t pid)
{
	char name[64], text[4096], *line;
	ssize_t length;
	int fd;

	snprintf(name, sizeof(name), "/proc/%d/status", (int)pid);
	MUST((fd = open(name, O_RDONLY)) >= 0);
	MUST((length = read(fd, text, sizeof(text) - 1)) > 0);
	close(fd);
	text[length] = '\0';
	MUST((line = strstr(text, "\nSeccomp:")));
	return atoi(line + strlen("\nSeccomp:"));
}

static int save(pid_t pid)
{
	struct __ptrace_seccomp_metadata about;
	int n;

	MUST(ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_SUSPEND_SECCOMP) == 0);
	for (n = 0; n < MOST; n++) {
		lengths[n] = ptrace(PTRACE_SECCOMP_GET_FILTER, pid, n, saved[n]);
		if (lengths[n] < 0)
			break;
		about.filter_off = (unsigned)n;
		MUST(ptrace(PTRACE_SECCOMP_GET_METADATA, pid, sizeof(about), &about) ==
		     sizeof(about));
		MUST(about.flags == 0);
	}
	return n;
}

/* What makes a process wait, or does not let it, is none of the saved program's. */
static void live_with(int filters, int own)
{
	int i, status;
	pid_t child;

	for (i = 0; i < filters; i++)
		install(saved[i], lengths[i]);
	MUST((syscall(SYS_getppid) == -1) == (own > 0));
	MUST((child = fork()) >= 0);
	if (child == 0)
		_exit(7);
	MUST(waitpid(child, &status, 0) == child);
	MUST(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	_exit(0);
}

int main(int argc, char **argv)
{
	int own = argc > 1 ? atoi(argv[1]) : 0, filters = 0, status, ready[2];
	pid_t filtered, restored;
	char byte;

	MUST(pipe(ready) == 0);
	filtered = fork();
	if (filtered == 0)
		be_filtered(own, ready[1]);
	MUST(read(ready[0], &byte, 1) == 1);
	MUST(ptrace(PTRACE_SEIZE, filtered, 0, 0) == 0);
	MUST(ptrace(PTRACE_INTERRUPT, filtered, 0, 0) == 0);
	MUST(waitpid(filtered, &status, 0) == filtered && WIFSTOPPED(status));
	if (mode_of(filtered) == SECCOMP_MODE_FILTER) {
		filters = save(filtered);
		MUST(filters > 0);
	}
	MUST(own == 0 || filters == own);
	kill(filtered, SIGKILL);
	MUST(waitpid(filtered, &status, 0) == filtered);
	restored = fork();
	if (restored == 0)
		live_with(filters, own);
	MUST(waitpid(restored, &status, 0) == restored);
	printf("saved and restored: %s\n", status == 0 ? "yes" : "no");
	return status != 0;
}
