/* SPDX-License-Identifier: MIT
 * signalled.c: for LD_PRELOAD: what becomes of calls on a seccomp listener when a signal comes as
 * they wait for its lock: now and then poll(2) says POLLERR of one, and nothing of the call that
 * is there, and ioctl(2) does nothing and says EINTR.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/ioctl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ONE_IN = 5 };

static int is_listener(int fd)
{
	char path[32], link[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, link, sizeof(link) - 1);
	link[n > 0 ? n : 0] = '\0';
	return strstr(link, "seccomp notify") != NULL;
}

static void spoil(struct pollfd *pfds, nfds_t n)
{
	static unsigned times;
	nfds_t i;

	for (i = 0; i < n; i++)
		if (pfds[i].revents & POLLIN && ++times % ONE_IN == 0 &&
		    is_listener(pfds[i].fd))
			pfds[i].revents = POLLERR;
}

int poll(struct pollfd *pfds, nfds_t n, int timeout)
{
	int (*real)(struct pollfd *, nfds_t, int) =
		(int (*)(struct pollfd *, nfds_t, int))dlsym(RTLD_NEXT, "poll");
	int rc = real(pfds, n, timeout);

	spoil(pfds, n);
	return rc;
}

int ppoll(struct pollfd *pfds, nfds_t n, const struct timespec *timeout,
	  const sigset_t *mask)
{
	int (*real)(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *) =
		(int (*)(struct pollfd *, nfds_t, const struct timespec *,
			 const sigset_t *))dlsym(RTLD_NEXT, "ppoll");
	int rc = real(pfds, n, timeout, mask);

	spoil(pfds, n);
	return rc;
}

int ioctl(int fd, unsigned long request, ...)
{
	int (*real)(int, unsigned long, void *) =
		(int (*)(int, unsigned long, void *))dlsym(RTLD_NEXT, "ioctl");
	static unsigned times;
	va_list args;
	void *arg;

	va_start(args, request);
	arg = va_arg(args, void *);
	va_end(args);
	if (_IOC_TYPE(request) == SECCOMP_IOC_MAGIC && ++times % ONE_IN == 0) {
		errno = EINTR;
		return -1;
	}
	return real(fd, request, arg);
}
