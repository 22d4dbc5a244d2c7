/* SPDX-License-Identifier: MIT
 * log.c: the conversation between tools and kernel, a line for each ptrace call, stop and
 * wait result, for people to read (`vptrace run --log FILE`).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>

#include "core/ptrace_abi.h"
#include "session.h"

void log_open(struct session *session, int fd)
{
	session->log = fdopen(fd, "a");
	if (session->log)
		setvbuf(session->log, NULL, _IOLBF, 0);
}

static void begin(struct session *session)
{
	struct timespec ts;
	struct tm tm;

	clock_gettime(CLOCK_REALTIME, &ts);
	localtime_r(&ts.tv_sec, &tm);
	fprintf(session->log, "%02d:%02d:%02d.%06ld ", tm.tm_hour, tm.tm_min, tm.tm_sec,
		ts.tv_nsec / 1000);
}

static const char *event_name(int event)
{
	static const char *const names[] = {
		[PTRACE_EVENT_FORK] = "FORK",
		[PTRACE_EVENT_VFORK] = "VFORK",
		[PTRACE_EVENT_CLONE] = "CLONE",
		[PTRACE_EVENT_EXEC] = "EXEC",
		[PTRACE_EVENT_VFORK_DONE] = "VFORK_DONE",
		[PTRACE_EVENT_EXIT] = "EXIT",
		[PTRACE_EVENT_SECCOMP] = "SECCOMP",
	};

	if (event == PTRACE_EVENT_STOP)
		return "STOP";
	return event > 0 && event <= PTRACE_EVENT_SECCOMP ? names[event] : "?";
}

static void describe_signal(FILE *log, int sig)
{
	const char *name = sigabbrev_np(sig);

	if (name)
		fprintf(log, "SIG%s", name);
	else
		fprintf(log, "signal %d", sig);
}

/* A status in the form of wait4, in words. */
static void describe_status(FILE *log, int status)
{
	int event = status >> 16, sig;

	if (WIFEXITED(status)) {
		fprintf(log, "exited %d", WEXITSTATUS(status));
		return;
	}
	if (WIFSIGNALED(status)) {
		fputs("killed by ", log);
		describe_signal(log, WTERMSIG(status));
		return;
	}
	if (WIFCONTINUED(status)) {
		fputs("continued", log);
		return;
	}
	sig = WSTOPSIG(status);
	fputs("stopped ", log);
	if (sig == (SIGTRAP | 0x80))
		fputs("at a system call", log);
	else
		describe_signal(log, sig);
	if (event)
		fprintf(log, " PTRACE_EVENT_%s", event_name(event));
}

static void describe_result(FILE *log, long result)
{
	if (result < 0 && result >= -4095)
		fprintf(log, " = -1 %s", strerrorname_np((int)-result));
	else
		fprintf(log, " = %ld", result);
}

static bool is_attach(long request)
{
	return request == PTRACE_ATTACH || request == PTRACE_SEIZE;
}

void log_ptrace(struct session *session, const struct call *call, long result)
{
	const char *name;

	if (!session->log)
		return;
	begin(session);
	name = vpt_request_name((long)call->args[0]);
	fprintf(session->log, "%d ptrace(", call->caller.tid);
	if (name)
		fprintf(session->log, "%s", name);
	else
		fprintf(session->log, "0x%llx", (unsigned long long)call->args[0]);
	fprintf(session->log, ", %d, 0x%llx, 0x%llx)", (pid_t)call->args[1],
		(unsigned long long)call->args[2], (unsigned long long)call->args[3]);
	describe_result(session->log, result);
	if (result == -EPERM && is_attach((long)call->args[0]) &&
	    vpt_would_cycle(session->host.vpt, call->caller.tgid,
			    linux_find_pid(&session->host, call->caller.pid_ns,
					   (pid_t)call->args[1])))
		fputs(": a cycle, that task traces the caller", session->log);
	fputc('\n', session->log);
}

/* RESULT: what has been reported, or NULL. */
void log_wait(struct session *session, const struct call *call, bool waitid, long value,
	      const struct vpt_wait_result *result)
{
	static const char *const types[] = { "P_ALL", "P_PID", "P_PGID", "P_PIDFD" };
	unsigned long type = call->args[0];

	if (!session->log)
		return;
	begin(session);
	fprintf(session->log, "%d ", call->caller.tid);
	if (!waitid)
		fprintf(session->log, "wait(%d)", (pid_t)call->args[0]);
	else if (type < sizeof(types) / sizeof(*types))
		fprintf(session->log, "waitid(%s, %d)", types[type],
			(pid_t)call->args[1]);
	else
		fprintf(session->log, "waitid(%lu, %d)", type, (pid_t)call->args[1]);
	describe_result(session->log, value);
	if (value >= 0 && result) {
		if (waitid)
			fprintf(session->log, ": %d", result->nr);
		fputs(" ", session->log);
		describe_status(session->log, result->status);
	}
	fputc('\n', session->log);
}

void log_stop(struct session *session, const struct vpt_notice *notice)
{
	if (!session->log)
		return;
	begin(session);
	fprintf(session->log, "%d ", notice->tracee);
	if (notice->gone)
		fprintf(session->log, "replaced by exec of another thread");
	else
		describe_status(session->log, notice->code);
	fprintf(session->log, ", for tracer %d\n", notice->tracer);
}
