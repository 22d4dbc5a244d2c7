/* SPDX-License-Identifier: MIT
 * cut.c: for LD_PRELOAD: what /proc/PID/task looks like if a thread exits just as it has been
 * listed: every other time the list ends with the number of a thread that is gone.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The listing under way. */
static DIR *current;
static unsigned given, listings;

static int lists_threads(DIR *dir)
{
	char path[32], link[64];
	ssize_t n;
	int pid, end = 0;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", dirfd(dir));
	n = readlink(path, link, sizeof(link) - 1);
	link[n > 0 ? n : 0] = '\0';
	return sscanf(link, "/proc/%d/task%n", &pid, &end) == 1 && end == n;
}

struct dirent64 *readdir64(DIR *dir)
{
	struct dirent64 *(*real)(DIR *) =
		(struct dirent64 * (*)(DIR *)) dlsym(RTLD_NEXT, "readdir64");
	struct dirent64 *entry = real(dir);

	if (!entry || !isdigit((unsigned char)entry->d_name[0]) || !lists_threads(dir))
		return entry;
	if (dir != current) {
		current = dir;
		given = 0;
		listings++;
	}
	if (listings % 2 == 0 || ++given == 1)
		return entry;
	if (given > 2)
		return NULL;
	/* no thread's: above the greatest pid_max */
	strcpy(entry->d_name, "4194304");
	return entry;
}

void rewinddir(DIR *dir)
{
	void (*real)(DIR *) = (void (*)(DIR *))dlsym(RTLD_NEXT, "rewinddir");

	current = NULL;
	real(dir);
}

int closedir(DIR *dir)
{
	int (*real)(DIR *) = (int (*)(DIR *))dlsym(RTLD_NEXT, "closedir");

	current = NULL;
	return real(dir);
}
