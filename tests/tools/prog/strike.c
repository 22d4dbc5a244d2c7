/*
 * strike TASK VICTIM: kills VICTIM at a moment when TASK has a signal blocked, which it has not
 * of its own will. Fails if TASK ends before.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char name[64], text[4096], *blocked;
	ssize_t length;
	int fd;

	if (argc != 3)
		return 2;
	snprintf(name, sizeof name, "/proc/%s/status", argv[1]);
	fd = open(name, O_RDONLY);
	while ((length = pread(fd, text, sizeof text - 1, 0)) > 0) {
		text[length] = '\0';
		blocked = strstr(text, "\nSigBlk:");
		if (!blocked)
			return 1;
		if (strtoull(blocked + strlen("\nSigBlk:"), NULL, 16) != 0)
			return kill(atoi(argv[2]), SIGKILL) != 0;
	}
	return 1;
}
