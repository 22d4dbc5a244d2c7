/* waitpid, wait4 with its rusage, and waitid with siginfo and rusage, by int 0x80. */
#include "scenario.h"

enum { NR_WAITPID = 7, NR_WAIT4 = 114, NR_WAITID = 284 };

static long int80(long nr, long a, long b, long c, long d, long e)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "memory");
	return result;
}

static void body(void)
{
	signal_self(SIGUSR1);
	signal_self(SIGUSR2);
	_exit(3);
}

/* Guards around a structure of the ABI show that nothing more is written. */
struct guarded {
	unsigned before;
	union {
		struct {
			int words[18];
		} rusage;
		int info[32];
	};
	unsigned after;
};

static void show_guarded(const char *what, const struct guarded *g, size_t size)
{
	size_t i, last = 0;

	for (i = 0; i < size / 4; i++)
		if ((unsigned)g->info[i] != 0xa5a5a5a5)
			last = i + 1;
	say("%s: up to word %zu, guards %s", what, last,
	    g->before == 0xa5a5a5a5 && g->after == 0xa5a5a5a5 ? "whole" : "broken");
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct guarded usage, info;
	int status = 0;
	long got;

	DO(PTRACE_CONT, tracee, 0, 0);
	got = int80(NR_WAITPID, tracee, (long)&status, 0, 0, 0);
	say("waitpid = %s %s", task_name(got), status_text(status));
	DO(PTRACE_CONT, tracee, 0, 0);
	memset(&usage, 0xa5, sizeof(usage));
	got = int80(NR_WAIT4, -1, (long)&status, __WALL, (long)&usage.rusage, 0);
	say("wait4 = %s %s", task_name(got), status_text(status));
	show_guarded("rusage", &usage, 128);
	say("wait4(bad pointer) = %s",
	    result_text(int80(NR_WAIT4, tracee, 16, WNOHANG, 0, 0)));
	DO(PTRACE_CONT, tracee, 0, 0);
	memset(&usage, 0xa5, sizeof(usage));
	memset(&info, 0xa5, sizeof(info));
	got = int80(NR_WAITID, P_PID, tracee, (long)&info.info, WEXITED | WNOWAIT,
		    (long)&usage.rusage);
	say("waitid = %s", result_text(got));
	show_guarded("siginfo", &info, 128);
	show_guarded("rusage", &usage, 128);
	say("signo %s code %d pid %s status %d", signal_name(info.info[0]), info.info[2],
	    task_name(info.info[3]), info.info[5]);
	show_wait(tracee, 0);
}
