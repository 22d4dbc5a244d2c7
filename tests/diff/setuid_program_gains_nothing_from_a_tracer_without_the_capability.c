/* "If the tracer lacks CAP_SYS_PTRACE, exec ignores the set-user-ID mode bit"; else it counts. */
#include <sys/stat.h>

#include "scenario.h"

enum { NOBODY = 65534 };

static char program[64];

static void become_nobody(void)
{
	must(syscall(SYS_setresgid, NOBODY, NOBODY, NOBODY) == 0);
	must(syscall(SYS_setresuid, NOBODY, NOBODY, NOBODY) == 0);
	prctl(PR_SET_DUMPABLE, 1);
}

static void run_program(void)
{
	execl(program, "id", "-u", NULL);
	must(!"execl");
}

static void as_nobody(void)
{
	become_nobody();
	run_program();
}

static void wait_to_the_end(pid_t pid)
{
	resume(PTRACE_CONT, pid, 0);
	resume(PTRACE_CONT, pid, 0);
}

static void weak_tracer(void)
{
	become_nobody();
	wait_to_the_end(start_traced_as("tracee", run_program));
}

static void copy_program(void)
{
	char buffer[65536];
	int in = open("/usr/bin/id", O_RDONLY), out;
	ssize_t n;

	strcpy(program, "/tmp/scenario.XXXXXX");
	out = mkstemp(program);
	must(in >= 0 && out >= 0);
	while ((n = read(in, buffer, sizeof(buffer))) > 0)
		must(write(out, buffer, n) == n);
	must(fchmod(out, 04755) == 0);
	close(in);
	close(out);
}

SCENARIO
{
	pid_t pid;

	if (geteuid())
		skip("only root can make a program of another user's");
	copy_program();
	say("untraced:");
	wait_quietly(start_as("untraced", as_nobody));
	say("traced by root:");
	wait_to_the_end(start_traced_as("tracee of root", as_nobody));
	say("traced by an ordinary user:");
	pid = start_as("weak tracer", weak_tracer);
	wait_quietly(pid);
	unlink(program);
}
