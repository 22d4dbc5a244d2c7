/*
 * A parent and a child that work one after the other. With an argument, the
 * child then becomes that program. Exits with the child's status.
 */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int work_done;

__attribute__((noinline)) static void child_work(void)
{
	work_done = 1;
}

__attribute__((noinline)) static void parent_work(int status)
{
	work_done = status;
}

int main(int argc, char **argv)
{
	int status;
	pid_t child = fork();

	if (child == -1)
		return 1;
	if (child == 0) {
		child_work();
		if (argc > 1)
			execv(argv[1], argv + 1);
		_exit(3);
	}
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return 1;
	parent_work(WEXITSTATUS(status));
	return WEXITSTATUS(status);
}
