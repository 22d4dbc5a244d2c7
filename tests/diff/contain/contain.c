/*
 * Run one command of the differential suite, and write its transcript.
 *
 * usage: contain FILE SECONDS COMMAND...
 *
 * FILE gets what the command said on stdout, then on stderr, how it ended, and what it left
 * behind. That is killed, and so is what has not ended after SECONDS. All of it is found, since
 * orphans become children of this process (PR_SET_CHILD_SUBREAPER), which cost no search of
 * /proc. The exit status is the command's, 128 and more for a signal, 124 at the limit, and 1 instead
 * of 0 if something was left behind.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* seconds that a session's supervisor, and what was killed, may take to go */
enum { GRACE = 3, KILLED = 5 };

static volatile sig_atomic_t told_to_end;

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "contain: %s: %s\n", what, strerror(errno));
	exit(125);
}

static void tell(int sig)
{
	if (sig == SIGTERM)
		told_to_end = 1;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/*
 * SIGALRM comes again and again, and ends a wait, so that none misses the deadline: a single one
 * could come just before the wait begins.
 */
static void prepare(void)
{
	const struct itimerval ticks = { { 0, 100000 }, { 0, 100000 } };
	struct sigaction action = { .sa_handler = tell };

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	/* a group of its own, as timeout(1) makes one: what is sent to it does not reach the suite */
	setpgid(0, 0);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGALRM, &action, NULL);
	if (setitimer(ITIMER_REAL, &ticks, NULL) < 0)
		die("setitimer");
}

static pid_t start(const char *stdout_name, const char *stderr_name, char **command)
{
	int out = open(stdout_name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	int err = open(stderr_name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	pid_t pid;

	if (out < 0 || err < 0)
		die(stdout_name);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0) {
		dup2(out, STDOUT_FILENO);
		dup2(err, STDERR_FILENO);
		execvp(command[0], command);
		dprintf(STDERR_FILENO, "contain: %s: %s\n", command[0], strerror(errno));
		_exit(127);
	}
	close(out);
	close(err);
	return pid;
}

/* Reap until PID has ended, or everybody if it is 0; false at the deadline. */
static bool reap(pid_t pid, double deadline, int *status)
{
	for (;;) {
		int ended;
		pid_t child = waitpid(-1, &ended, 0);

		if (child < 0 && errno == ECHILD)
			return true;
		if (child > 0 && child == pid) {
			*status = ended;
			return true;
		}
		if (now() >= deadline || (told_to_end && pid != 0))
			return false;
	}
}

/* What is in the file NAME, below a heading, if it is not empty. */
static void append(FILE *to, const char *heading, const char *name)
{
	char part[4096];
	FILE *from = fopen(name, "re");
	size_t length;

	if (from == NULL)
		die(name);
	while ((length = fread(part, 1, sizeof part, from)) > 0) {
		fputs(heading, to);
		heading = "";
		fwrite(part, 1, length, to);
	}
	fclose(from);
}

static void tell_command(FILE *to, pid_t pid)
{
	char name[32], words[4096];
	FILE *from;
	size_t length = 0;

	snprintf(name, sizeof name, "/proc/%d/cmdline", pid);
	from = fopen(name, "re");
	if (from != NULL) {
		length = fread(words, 1, sizeof words - 1, from);
		fclose(from);
	}
	for (size_t i = 0; i < length; i++)
		fputc(words[i] == '\0' ? ' ' : words[i], to);
	fputc('\n', to);
}

/* Kill the children that there are, telling them if TO is not NULL. */
static void kill_children(FILE *to)
{
	char name[64];
	FILE *children;
	int pid;

	snprintf(name, sizeof name, "/proc/self/task/%d/children", getpid());
	children = fopen(name, "re");
	if (children == NULL)
		die(name);
	while (fscanf(children, "%d", &pid) == 1) {
		if (to != NULL)
			tell_command(to, pid);
		kill(pid, SIGKILL);
	}
	fclose(children);
}

/*
 * Children of those killed become ours when these have gone, and a tracer may hold one until it
 * has gone itself: so again until there is none.
 */
static void end_the_rest(FILE *transcript)
{
	int unused;
	double end = now() + KILLED;

	kill_children(transcript);
	while (!reap(0, now() + 0.1, &unused) && now() < end)
		kill_children(NULL);
}

int main(int argc, char **argv)
{
	char stderr_name[4096];
	int status = 0, code, unused;
	bool ended;
	FILE *transcript;
	pid_t pid;
	double limit;

	if (argc < 4 || (limit = atof(argv[2])) <= 0) {
		fprintf(stderr, "usage: contain FILE SECONDS COMMAND...\n");
		return 125;
	}
	snprintf(stderr_name, sizeof stderr_name, "%s.err", argv[1]);
	prepare();
	pid = start(argv[1], stderr_name, argv + 3);
	ended = reap(pid, now() + limit, &status);
	code = !ended		     ? 124
	       : WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				     : WEXITSTATUS(status);

	transcript = fopen(argv[1], "ae");
	if (transcript == NULL)
		die(argv[1]);
	append(transcript, "--- stderr:\n", stderr_name);
	if (ended)
		fprintf(transcript, "--- exit status %d\n", code);
	else
		fprintf(transcript, "--- not finished within %s seconds\n", argv[2]);
	if (!ended || !reap(0, now() + GRACE, &unused)) {
		fputs("--- left behind:\n", transcript);
		end_the_rest(transcript);
		code = code == 0 ? 1 : code;
	}
	fclose(transcript);
	return code;
}
