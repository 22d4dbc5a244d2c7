/* SPDX-License-Identifier: MIT
 * rendezvous.c: where sessions are found: each has a socket, named after its supervisor, in a
 * folder that is private to the user.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "session.h"

/* Looked into in this order; a new session goes to the first that can be had. */
enum { IN_RUNTIME_DIR, IN_TMP, NFOLDERS };

enum { PATIENCE_S = 10 }; /* with a supervisor that does not answer */

/* A folder where nobody else can put, take or replace anything. */
static bool is_private(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_uid == geteuid() && !(st.st_mode & 077);
}

static bool is_mine(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid();
}

/* Open a folder, or a negative errno: -EACCES if it is there but not ours alone. */
static int open_folder(int which, bool create)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	char path[4096];
	int fd;

	if (which == IN_TMP)
		snprintf(path, sizeof(path), "/tmp/vptrace-%u", geteuid());
	else if (runtime && runtime[0] == '/' && is_mine(runtime))
		snprintf(path, sizeof(path), "%s/vptrace", runtime);
	else
		return -ENOENT;
	if (create)
		mkdir(path, 0700);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? -ENOENT : -EACCES;
	if (is_private(fd))
		return fd;
	close(fd);
	return -EACCES;
}

/* By way of the open folder: so it is surely the one that was looked at, and a long path does
 * not matter. */
static struct sockaddr_un address(int folder, const char *name)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };

	snprintf(addr.sun_path, sizeof(addr.sun_path), "/proc/self/fd/%d/%.64s", folder,
		 name);
	return addr;
}

/* ---- the supervisor's side ---- */

/* Race: between bind and listen the socket refuses, as that of a dead session does. So it
 * gets its name when it listens. */
static int listen_in(int folder, const char *name)
{
	int on = 1, fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	struct sockaddr_un addr;
	char hidden[SESSION_NAME_MAX + 1];

	if (fd < 0)
		return -errno;
	snprintf(hidden, sizeof(hidden), ".%s", name);
	unlinkat(folder, hidden, 0);
	addr = address(folder, hidden);
	setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) || listen(fd, 64) ||
	    renameat(folder, hidden, folder, name)) {
		int rc = -errno;

		close(fd);
		return rc;
	}
	return fd;
}

/* Open this session's door. */
int rendezvous_open(struct rendezvous *place)
{
	int which;

	place->socket = -EACCES;
	snprintf(place->name, sizeof(place->name), "%d", getpid());
	for (which = 0; which < NFOLDERS && place->socket < 0; which++) {
		place->folder = open_folder(which, true);
		if (place->folder < 0)
			continue;
		place->socket = listen_in(place->folder, place->name);
		if (place->socket < 0)
			close(place->folder);
	}
	return place->socket < 0 ? place->socket : 0;
}

void rendezvous_close(struct rendezvous *place)
{
	if (place->socket < 0)
		return;
	unlinkat(place->folder, place->name, 0);
	close(place->socket);
	close(place->folder);
}

/* ---- the side of those who come ---- */

/* Whoever gets a listener can do much to the programs that it reports, so it must be one who
 * may do that anyway. */
static bool is_trusted(int fd)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
	       (peer.uid == geteuid() || peer.uid == 0);
}

/* Connect; the socket of a session that has died is removed. */
static int connect_in(int folder, const char *name)
{
	struct timeval patience = { .tv_sec = PATIENCE_S };
	struct sockaddr_un addr = address(folder, name);
	int rc, fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) == 0) {
		if (is_trusted(fd))
			return fd;
		errno = EACCES;
	}
	rc = -errno;
	if (rc == -ECONNREFUSED)
		unlinkat(folder, name, 0);
	close(fd);
	return rc;
}

/* Connect to a session by its name. */
int rendezvous_connect(const char *name)
{
	int which, rc = -ENOENT;

	if (name[0] == '.' || strchr(name, '/') || strlen(name) >= SESSION_NAME_MAX)
		return -ENOENT;
	for (which = 0; which < NFOLDERS; which++) {
		int folder = open_folder(which, false);

		if (folder < 0)
			continue;
		rc = connect_in(folder, name);
		close(folder);
		if (rc >= 0)
			break;
	}
	return rc;
}

static int compare_names(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

static void list_in(int folder, char ***names, int *n)
{
	DIR *dir = fdopendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char **more;
		int fd;

		if (entry->d_name[0] == '.')
			continue;
		fd = connect_in(folder, entry->d_name);
		if (fd < 0)
			continue;
		close(fd);
		more = realloc(*names, sizeof(**names) * (size_t)(*n + 1));
		if (!more)
			break;
		*names = more;
		(*names)[*n] = strdup(entry->d_name);
		if ((*names)[*n])
			(*n)++;
	}
	if (dir)
		closedir(dir);
}

/* The names of the live sessions, in *names, to be freed one by one. Their number; -EACCES if
 * there is none, and somebody else has taken a folder's place. */
int rendezvous_list(char ***names)
{
	int which, n = 0, rc = 0;

	*names = NULL;
	for (which = 0; which < NFOLDERS; which++) {
		int folder = open_folder(which, false);

		if (folder >= 0)
			list_in(folder, names, &n);
		else if (folder == -EACCES)
			rc = folder;
	}
	if (n)
		qsort(*names, (size_t)n, sizeof(**names), compare_names);
	return n ? n : rc;
}
