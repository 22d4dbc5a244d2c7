/* Times a loop of N times fork, exec of /bin/true and wait; prints the microseconds of one. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(const struct timespec *t)
{
	return (double)t->tv_sec + (double)t->tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	long count = argc > 1 ? atol(argv[1]) : 500;
	struct timespec start;
	struct timespec end;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (long i = 0; i < count; i++) {
		int status;
		pid_t child = fork();

		if (child == -1)
			return 1;
		if (child == 0) {
			execl("/bin/true", "true", (char *)NULL);
			_exit(127);
		}
		if (waitpid(child, &status, 0) != child || status != 0)
			return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("%.1f\n", (seconds(&end) - seconds(&start)) * 1e6 / (double)count);
	return 0;
}
