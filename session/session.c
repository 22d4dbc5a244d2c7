/* SPDX-License-Identifier: MIT
 * session.c: the supervisor: one event loop over the tasks' stops, the calls of the tracers,
 * and the deaths of tracers.
 */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where the supervisor keeps what the command gave it. */
enum { CONTROL_FD = 3, LOG_FD = 4 };
enum { WANTED_FDS = 1 << 16, RESERVED_FDS = 16 };

bool session_watch(struct session *session, struct source *source, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = source };

	return epoll_ctl(session->epoll, EPOLL_CTL_ADD, source->fd, &event) == 0;
}

void session_unwatch(struct session *session, struct source *source)
{
	epoll_ctl(session->epoll, EPOLL_CTL_DEL, source->fd, NULL);
	close(source->fd);
	source->fd = -1;
}

static void control_ready(struct session *session, struct source *source)
{
	/* The command has gone: the session lives on for the tasks that are left. */
	session_unwatch(session, source);
}

enum { TASKS, OTHERS, CALLS };

/* Listeners are polled beside the epoll set, not in it: a wake-up that goes through epoll
 * forgets that the caller wants us on its own CPU, which makes a call several times as
 * expensive. */
static nfds_t what_to_wait_for(const struct session *session, struct pollfd *pfds)
{
	unsigned i;

	pfds[TASKS] = (struct pollfd){ .fd = session->sigchld, .events = POLLIN };
	pfds[OTHERS] = (struct pollfd){ .fd = session->epoll, .events = POLLIN };
	for (i = 0; i < session->nlisteners; i++)
		pfds[CALLS + i] = (struct pollfd){ .fd = session->listeners[i]->fd,
						   .events = POLLIN };
	return CALLS + session->nlisteners;
}

static void serve_sources(struct session *session)
{
	struct epoll_event events[8];
	int i, n = epoll_wait(session->epoll, events, 8, 0);

	for (i = 0; i < n; i++) {
		struct source *source = events[i].data.ptr;

		source->ready(session, source);
	}
}

/* Tasks have stopped or died. The signal is taken before the look, so that one that comes
 * during it leads to another. */
static void look_at_tasks(struct session *session)
{
	struct signalfd_siginfo info;

	if (read(session->sigchld, &info, sizeof(info)) == sizeof(info))
		linux_host_poll(&session->host, (pid_t)info.ssi_pid, info.ssi_code);
	else if (is_time_to_look(session))
		linux_host_poll(&session->host, 0, 0);
}

/* The last one first: one that has hung up gives its place to it. Race: POLLERR means that a
 * signal, our timer's, kept the kernel from looking: seccomp_notify_poll(). */
static void serve_calls(struct session *session, const struct pollfd *pfds)
{
	unsigned i = session->nlisteners;

	while (i-- > 0)
		if (pfds[i].revents & POLLIN)
			notify_ready(session, session->listeners[i]);
		else if (pfds[i].revents & POLLHUP)
			notify_hung_up(session, session->listeners[i]);
}

/* What has happened to the tasks comes before the next call: its maker may know of it. */
static void serve(struct session *session, const struct pollfd *pfds)
{
	if (pfds[TASKS].revents || is_time_to_look(session))
		look_at_tasks(session);
	serve_calls(session, pfds + CALLS);
	if (pfds[OTHERS].revents)
		serve_sources(session);
}

static void loop(struct session *session)
{
	struct pollfd pfds[CALLS + MAX_LISTENERS];

	while (!session->over) {
		if (wait_for_events(session, pfds, what_to_wait_for(session, pfds)))
			serve(session, pfds);
		notify_idle();
		waits_timers(session);
		peers_look_at_leaders(session);
		waits_flush(session);
		sigchld_timers(session);
		sigchld_send(session);
		peers_sweep(session);
		peers_guard(session);
	}
}

/* Nothing of the terminal, of the caller's pipes or directories may stay in use by a
 * supervisor that outlives the command. */
static void detach_from_world(const struct session_options *options)
{
	int null = open("/dev/null", O_RDWR);
	/* out of the way of the places they go to */
	int control = fcntl(options->control, F_DUPFD, LOG_FD + 1);
	int log =
		fcntl(options->log_fd < 0 ? null : options->log_fd, F_DUPFD, LOG_FD + 1);

	setsid();
	if (chdir("/") || dup2(control, CONTROL_FD) < 0)
		return;
	dup3(log, LOG_FD, O_CLOEXEC);
	dup2(null, 0);
	dup2(null, 1);
	dup2(null, 2);
	closefrom(LOG_FD + 1);
	fcntl(CONTROL_FD, F_SETFD, FD_CLOEXEC);
}

/* Is the kernel's ptrace to be had here at all? Containers often forbid it. */
static int probe_ptrace(void)
{
	long word = 0;
	struct iovec iov = { &word, sizeof(word) };
	pid_t pid = fork();
	int rc;

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		pause();
		_exit(0);
	}
	rc = ptrace(PTRACE_SEIZE, pid, 0, 0) ? -errno : 0;
	if (!rc && process_vm_writev(pid, &iov, 1, &iov, 1, 0) != sizeof(word))
		rc = errno == ENOSYS ? -EPERM : -errno;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, __WALL);
	return rc;
}

/* Only kill -9 ends a supervisor; SIGALRM is notify.c's, SIGCHLD is read from a descriptor. */
static int handle_signals(void)
{
	sigset_t blocked;
	int sig;

	for (sig = 1; sig < NSIG; sig++)
		if (sig == SIGHUP || sig == SIGINT || sig == SIGQUIT || sig == SIGPIPE ||
		    sig == SIGTERM || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU)
			signal(sig, SIG_IGN);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGCHLD);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	return signalfd(-1, &blocked, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* A tracer takes two descriptors, a joined program one. */
static void want_descriptors(struct session *session)
{
	struct rlimit limit, more = { WANTED_FDS, WANTED_FDS };

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	if (limit.rlim_max >= WANTED_FDS || setrlimit(RLIMIT_NOFILE, &more)) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
		session->spare_fds =
			limit.rlim_cur < INT_MAX ? (int)limit.rlim_cur : INT_MAX;
	session->spare_fds -= RESERVED_FDS;
}

/* Keep a descriptor that can be done without, if enough are left for what cannot. */
int session_spare_fd(const struct session *session, int fd)
{
	if (fd < session->spare_fds)
		return fd;
	close(fd);
	errno = EMFILE;
	return -1;
}

/* Tell the command how the start went: 0, or an errno. */
static void answer_command(int control, int error)
{
	if (write(control, &error, sizeof(error)) < 0)
		return;
}

static int start(struct session *session)
{
	int i, rc;

	session->epoll = epoll_create1(EPOLL_CLOEXEC);
	session->keeper_socket = -1;
	TAILQ_INIT(&session->woken);
	TAILQ_INIT(&session->signals);
	TAILQ_INIT(&session->owing);
	for (i = 0; i < NTIMERS; i++)
		TAILQ_INIT(&session->timers[i]);
	rc = probe_ptrace();
	if (rc)
		return rc;
	rc = linux_host_init(&session->host, &session_client, session);
	if (rc)
		return rc;
	rc = ledger_create(session);
	if (!rc)
		rc = keeper_start(session);
	if (!rc)
		rc = door_first(session, CONTROL_FD);
	if (rc)
		return rc;
	door_open(session);
	session->control = (struct source){ .ready = control_ready, .fd = CONTROL_FD };
	return session_watch(session, &session->control, EPOLLIN | EPOLLRDHUP) ? 0
									       : -errno;
}

/* Be the supervisor. The listener comes over the control socket; whether the start went well
 * is answered there. Returns when the last task of the session has gone. */
int session_run(const struct session_options *options)
{
	struct session session = {
		.command = options->command,
		.started = time_ms(),
		.place.socket = -1,
	};
	int rc;

	prctl(PR_SET_NAME, "vptrace-super");
	detach_from_world(options);
	want_descriptors(&session);
	if (options->log_fd >= 0)
		log_open(&session, LOG_FD);
	session.sigchld = handle_signals();
	looks_start(&session.looks);
	rc = start(&session);
	answer_command(CONTROL_FD, -rc);
	if (rc)
		return rc;
	loop(&session);
	rendezvous_close(&session.place);
	if (session.log)
		fclose(session.log);
	return 0;
}
