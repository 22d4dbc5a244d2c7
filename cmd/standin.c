/* SPDX-License-Identifier: MIT
 * standin.c: what `vptrace run` and `vptrace join` share: a child that enters a session and
 * becomes the command, and a parent that is to the outside what the command is: its exit
 * status, its stops, the signals sent to it.
 */
#include "standin.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd.h"
#include "session/session.h"

/* ---- the command's side ---- */

/* Why a session cannot be entered, and what helps. */
static const char *explain(int error, bool filter)
{
	switch (error) {
	case EBUSY:
		return "this process is in a vptrace session (or another seccomp listener's "
		       "reach) already, and can be in one only: tools that are run here "
		       "as they are share its tasks";
	case EPIPE:
		return "the session has ended";
	case ESRCH:
		return "/proc is not mounted here, and is needed";
	case EUSERS:
		return "too many programs have joined it";
	case EPERM:
	case EACCES:
		return filter ? "seccomp filters are forbidden here: allow the seccomp system "
				"call in the container's policy"
			      : "ptrace is forbidden here: in a container add the capability "
				"SYS_PTRACE, or see sysctl kernel.yama.ptrace_scope";
	case EINVAL:
	case ENOSYS:
		return "the kernel lacks seccomp user notification: Linux 5.10 or later is "
		       "needed, with CONFIG_SECCOMP_FILTER";
	default:
		return strerror(error);
	}
}

/* execvp() gives EACCES if one folder of PATH may not be searched, though the command is in
 * none: to a shell that is "not found". */
static bool is_in_path(const char *name)
{
	const char *value = getenv("PATH");
	char *path = strdup(value ? value : ""), *rest = path, *folder;
	char file[PATH_MAX];
	bool found = strchr(name, '/') || !path;

	while (!found && (folder = strsep(&rest, ":"))) {
		snprintf(file, sizeof(file), "%s/%s", *folder ? folder : ".", name);
		found = access(file, F_OK) == 0;
	}
	free(path);
	return found;
}

/* Become the command. Returns, with the exit status, only if that is not to be had. */
int exec_plainly(char **command)
{
	int error;

	execvp(command[0], command);
	error = errno;
	if (error == ENOENT || (error == EACCES && !is_in_path(command[0]))) {
		cmd_fail("%s: not found", command[0]);
		return EXIT_NOT_FOUND;
	}
	cmd_fail("%s: cannot be executed: %s", command[0], strerror(error));
	return EXIT_CANNOT;
}

static _Noreturn void exec_command(char **command, const struct inherited *inherited)
{
	sigaction(SIGCHLD, &inherited->sigchld, NULL);
	sigprocmask(SIG_SETMASK, &inherited->mask, NULL);
	_exit(exec_plainly(command));
}

/* In the child: come under the filter, hand the listener over, wait for the supervisor's
 * word, and become the command. */
_Noreturn void become_command(char **command, int session, const char *purpose,
			      const struct inherited *inherited)
{
	bool killable;
	int listener = launch_filter(&killable);
	int error = 0;

	if (listener < 0) {
		cmd_fail("cannot %s: %s", purpose, explain(-listener, true));
		_exit(EXIT_OURS);
	}
	if (send_fd(session, listener, killable ? LISTENER_KILLABLE : LISTENER_PLAIN) ||
	    read(session, &error, sizeof(error)) != sizeof(error))
		error = EPIPE;
	if (error) {
		cmd_fail("cannot %s: %s", purpose, explain(error, false));
		_exit(EXIT_OURS);
	}
	close(listener);
	close(session);
	exec_command(command, inherited);
}

/* ---- vptrace's own side ---- */

/* Signals that arrive at vptrace but are meant for the command. Those that the terminal
 * sends reach the command by themselves: it is in the same process group, or has the
 * terminal. */
static void forward(pid_t command, const siginfo_t *info)
{
	bool from_process = info->si_code <= 0 && info->si_pid != command;

	if (from_process || info->si_signo == SIGCONT)
		kill(command, info->si_signo);
}

/* True when the command has ended; a command that stops takes vptrace with it, so that the
 * shell sees the job stop. */
static bool command_changed(pid_t command, int *status)
{
	int now;

	while (waitpid(command, &now, WNOHANG | WUNTRACED) == command) {
		if (WIFSTOPPED(now)) {
			kill(getpid(), SIGSTOP);
			continue;
		}
		*status = now;
		return true;
	}
	return false;
}

/* Wait for the command to end, being to the outside what it is. Its wait status. */
int stand_in_for(pid_t command)
{
	siginfo_t info;
	sigset_t all;
	int status = 0;

	sigfillset(&all);
	while (!command_changed(command, &status))
		if (sigwaitinfo(&all, &info) > 0 && info.si_signo != SIGCHLD)
			forward(command, &info);
	return status;
}

/* End as the command did. */
int end_like(int status)
{
	struct rlimit none = { 0, 0 };
	sigset_t set;

	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	setrlimit(RLIMIT_CORE, &none); /* one core file is enough */
	signal(WTERMSIG(status), SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, WTERMSIG(status));
	raise(WTERMSIG(status));
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	return 128 + WTERMSIG(status);
}

/* Before the command is started: its signals are ours to pass on. */
void take_signals(struct inherited *inherited)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	sigset_t all;

	sigaction(SIGCHLD, &action, &inherited->sigchld);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &inherited->mask);
}
