/* wait4(2) and waitid(2) with a rusage: it is written at stops and at the end. */
#include "scenario.h"
#include <sys/time.h>

static void body(void)
{
	signal_self(SIGUSR1);
	_exit(1);
}

static void check(const char *what, const struct rusage *usage)
{
	say("%s: written %s, sane %s", what, usage->ru_ixrss == 0 ? "yes" : "no",
	    usage->ru_minflt >= 0 && usage->ru_utime.tv_usec >= 0 &&
			    usage->ru_utime.tv_usec < 1000000 && usage->ru_maxrss > 0
		    ? "yes"
		    : "no");
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct rusage usage;
	int status;

	memset(&usage, 0xff, sizeof(usage));
	say("nothing yet: %d", wait4(tracee, &status, WNOHANG, &usage));
	say("rusage: %s", usage.ru_ixrss == -1 ? "untouched" : "written");
	DO(PTRACE_CONT, tracee, 0, 0);
	must(wait4(tracee, &status, 0, &usage) == tracee);
	say("%s", status_text(status));
	check("at the stop", &usage);
	DO(PTRACE_CONT, tracee, 0, 0);
	memset(&usage, 0xff, sizeof(usage));
	must(syscall(SYS_waitid, P_PID, tracee, NULL, WEXITED | WNOWAIT, &usage) == 0);
	check("by waitid", &usage);
	memset(&usage, 0xff, sizeof(usage));
	must(wait4(tracee, &status, 0, &usage) == tracee);
	say("%s", status_text(status));
	check("at the end", &usage);
}
