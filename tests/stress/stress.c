// SPDX-License-Identifier: MIT
/*
 * stress.c: random programs under random tracers, for a given time.
 *
 * Each case is a process, in a session of its own, that starts one program and its
 * tracers and sees the end of all of them just once. A case that does not end in time,
 * or leaves a process behind, has failed. All is drawn from the case's seed.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "stress.h"

enum { PARALLEL = 4, CASE_SECONDS = 30, DEPTH = 2 };

struct counts *counts;
struct the_case the_case;
static unsigned max_tracers = 1;

void complain(const char *format, ...)
{
	char text[256], line[320];
	va_list args;
	int len;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	/* in one piece: others write too */
	len = snprintf(line, sizeof(line), "# case %" PRIu64 ": [%d] %s\n", the_case.seed,
		       gettid(), text);
	if (write(STDERR_FILENO, line, (size_t)len) != len)
		_exit(FAILED);
}

void give_up(const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	complain("%s", text);
	_exit(FAILED);
}

void doze(struct dice *dice, unsigned usec)
{
	struct timespec time = { 0, 1000l * roll(dice, usec) };

	nanosleep(&time, NULL);
}

/* ---- one case ---------------------------------------------------------------- */

static void draw_case(uint64_t seed, struct dice *dice)
{
	dice->state = ~seed;
	the_case.seed = seed;
	the_case.tracers = 1 + roll(dice, max_tracers);
	the_case.lossy = one_in(dice, 3);
	the_case.waits = one_in(dice, 2);
}

static pid_t start_program(int gate[2])
{
	pid_t pid = fork();
	char byte;

	if (pid == 0) {
		setpgid(0, 0);
		prctl(PR_SET_PTRACER, -1l, 0, 0, 0);
		close(gate[1]);
		if (the_case.waits && read(gate[0], &byte, 1) != 0)
			give_up("the gate gave a byte");
		close(gate[0]);
		program_run(the_case.seed, DEPTH);
	}
	if (pid < 0)
		give_up("fork: %s", strerror(errno));
	setpgid(pid, pid);
	return pid;
}

/* Judge the end of a child of the case's; false if it is wrong. */
static bool judge(pid_t pid, int status, pid_t program)
{
	if (pid == program) {
		if (status == program_fate(the_case.seed))
			return true;
		complain("the program ended with %#x, not %#x", status,
			 program_fate(the_case.seed));
		return false;
	}
	if (the_case.lossy && status == SIGKILL) {
		/* The SIGSTOP that it had sent stays: as the kernel has it. */
		kill(-program, SIGCONT);
		return true;
	}
	if (status == 0)
		return true;
	complain("tracer %d ended with %#x", pid, status);
	return false;
}

static bool see_the_end(pid_t program, const pid_t *tracers)
{
	bool seen[16] = { false }, ok = true;
	pid_t pid;
	unsigned i;
	int status;

	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		for (i = 0; i <= the_case.tracers; i++)
			if (pid == (i ? tracers[i - 1] : program))
				break;
		if (!WIFEXITED(status) && !WIFSIGNALED(status)) {
			complain("%d: status %#x is no end", pid, status);
			ok = false;
		} else if (i > the_case.tracers) {
			/* A dead tracer's own child comes here; the program leaves none. */
			ok = ok && the_case.lossy && status == W_EXITCODE(7, 0);
			if (!ok)
				complain("orphan %d ended with %#x", pid, status);
		} else if (seen[i]) {
			complain("%d ended twice", pid);
			ok = false;
		} else {
			seen[i] = true;
			ok = judge(pid, status, program) && ok;
		}
	}
	for (i = 0; i <= the_case.tracers; i++)
		if (!seen[i]) {
			complain("the end of child %u was lost", i);
			ok = false;
		}
	return ok;
}

static int run_case(uint64_t seed)
{
	pid_t program, tracers[15];
	struct dice dice;
	int gate[2];
	unsigned i;

	draw_case(seed, &dice);
	setsid();
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if (pipe2(gate, O_CLOEXEC))
		give_up("pipe: %s", strerror(errno));
	program = start_program(gate);
	close(gate[0]);
	for (i = 0; i < the_case.tracers; i++) {
		uint64_t tracer_seed = roll64(&dice);

		tracers[i] = fork();
		if (tracers[i] == 0)
			_exit(tracer_run(tracer_seed, program, gate[1]));
		if (tracers[i] < 0)
			give_up("fork: %s", strerror(errno));
	}
	close(gate[1]);
	return see_the_end(program, tracers) ? 0 : 1;
}

/* ---- processes of a case ------------------------------------------------------- */

/* The first line of /proc/PID/WHAT that begins with key, or "" */
static const char *proc_line(int pid, const char *what, const char *key)
{
	static char line[512];
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, what);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, key, strlen(key)) == 0) {
			fclose(file);
			line[strcspn(line, "\n")] = 0;
			return line;
		}
	if (file)
		fclose(file);
	return "";
}

static pid_t session_of(int pid)
{
	const char *text = strrchr(proc_line(pid, "stat", ""), ')');
	int sid;

	return text && sscanf(text, ") %*c %*d %*d %d", &sid) == 1 ? sid : -1;
}

static void describe(int pid)
{
	static const char *const what[][2] = {
		{ "status", "State:" }, { "status", "PPid:" }, { "status", "TracerPid:" },
		{ "wchan", "" },	{ "syscall", "" },
	};
	unsigned i;

	printf("#   %d", pid);
	for (i = 0; i < sizeof(what) / sizeof(*what); i++)
		printf(" %s", proc_line(pid, what[i][0], what[i][1]));
	putchar('\n');
}

/* Count the processes of a session, all but its zombies; do something to each. */
static unsigned for_session(pid_t sid, void (*act)(int pid))
{
	struct dirent *entry;
	DIR *proc = opendir("/proc");
	unsigned n = 0;
	int pid;

	while (proc && (entry = readdir(proc))) {
		pid = atoi(entry->d_name);
		if (pid <= 0 || session_of(pid) != sid)
			continue;
		n++;
		if (act)
			act(pid);
	}
	if (proc)
		closedir(proc);
	return n;
}

static void kill_hard(int pid)
{
	kill(pid, SIGKILL);
}

/* ---- all cases ------------------------------------------------------------------ */

struct slot {
	uint64_t seed;
	pid_t pid;
	int pidfd;
	time_t deadline;
};

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

static void start(struct slot *slot, uint64_t seed)
{
	slot->seed = seed;
	slot->deadline = now() + CASE_SECONDS;
	fflush(stdout);
	slot->pid = fork();
	if (slot->pid == 0)
		_exit(run_case(seed));
	slot->pidfd = (int)syscall(SYS_pidfd_open, slot->pid, 0);
	if (slot->pid < 0 || slot->pidfd < 0) {
		perror("# stress");
		exit(1);
	}
}

/* The case has ended, or its time has come: was it good? */
static bool finish(struct slot *slot, bool late)
{
	int status = 0, tries;
	bool good;

	if (late) {
		printf("# case %" PRIu64 ": hangs\n", slot->seed);
		for_session(slot->pid, describe);
		kill(slot->pid, SIGKILL);
	}
	waitpid(slot->pid, &status, 0);
	good = !late && status == 0;
	if (good && for_session(slot->pid, NULL) > 0) {
		printf("# case %" PRIu64 ": left behind\n", slot->seed);
		for_session(slot->pid, describe);
		good = false;
	}
	for (tries = 0; !good && tries < 100 && for_session(slot->pid, kill_hard);
	     tries++)
		poll(NULL, 0, 20); /* until the last is gone: orphans have no event */
	if (!good)
		printf("# case %" PRIu64 " failed, status %#x\n", slot->seed, status);
	close(slot->pidfd);
	slot->pid = 0;
	return good;
}

/* Wait for the end of some cases; how many were bad */
static unsigned gather(struct slot *slots)
{
	struct pollfd fds[PARALLEL];
	unsigned bad = 0;
	int i;

	for (i = 0; i < PARALLEL; i++)
		fds[i] = (struct pollfd){ slots[i].pid ? slots[i].pidfd : -1, POLLIN, 0 };
	poll(fds, PARALLEL, 1000);
	for (i = 0; i < PARALLEL; i++)
		if (slots[i].pid && (fds[i].revents || now() >= slots[i].deadline))
			bad += !finish(&slots[i], !fds[i].revents);
	return bad;
}

static unsigned run_cases(uint64_t seed, long seconds, unsigned *failed)
{
	struct slot slots[PARALLEL] = { 0 };
	struct dice dice = { seed };
	time_t end = now() + seconds;
	unsigned started = 0, i, busy;

	for (;;) {
		for (busy = i = 0; i < PARALLEL; i++) {
			if (!slots[i].pid && now() < end && *failed < 5) {
				start(&slots[i], roll64(&dice));
				started++;
			}
			busy += slots[i].pid != 0;
		}
		if (!busy)
			return started;
		*failed += gather(slots);
	}
}

static void usage(void)
{
	fprintf(stderr, "usage: stress [-k TRACERS] [-t SECONDS] [-s SEED]\n"
			"       stress [-k TRACERS] -c CASE-SEED\n"
			"  -k  at most so many tracers of one program (default 1)\n");
	exit(2);
}

int main(int argc, char **argv)
{
	uint64_t seed = (uint64_t)time(NULL) * 1000003u + (uint64_t)getpid();
	unsigned ran, failed = 0;
	bool single = false;
	long seconds = 10;
	int option;

	if (argc > 1 && strcmp(argv[1], "--program") == 0)
		program_exec(argc, argv);
	while ((option = getopt(argc, argv, "k:t:s:c:")) != -1)
		switch (option) {
		case 'k':
			max_tracers = (unsigned)atoi(optarg);
			break;
		case 't':
			seconds = atol(optarg);
			break;
		case 's':
		case 'c':
			seed = strtoull(optarg, NULL, 0);
			single = option == 'c';
			break;
		default:
			usage();
		}
	if (max_tracers < 1 || max_tracers > 15)
		usage();
	counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (single) {
		struct slot slot;

		start(&slot, seed);
		return !finish(&slot, poll(&(struct pollfd){ slot.pidfd, POLLIN, 0 }, 1,
					   CASE_SECONDS * 1000) == 0);
	}
	ran = run_cases(seed, seconds, &failed);
	printf("# seed %" PRIu64 ": %u cases, %u failed; %ld attached, %ld stops, "
	       "%ld detached, %ld ends seen\n",
	       seed, ran, failed, atomic_load(&counts->attached),
	       atomic_load(&counts->stops), atomic_load(&counts->detached),
	       atomic_load(&counts->deaths));
	return failed || atomic_load(&counts->stops) == 0;
}
