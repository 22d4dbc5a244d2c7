/*
 * A fixed list of system calls for strace: a file, a signal that is handled, a
 * child that exits, a child that executes something else, one that is killed.
 * SIGCHLD is blocked around each wait, so that it always comes at one place.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t caught;

static void catch_it(int signal)
{
	caught = signal;
}

static int status_of_child(pid_t child)
{
	int status = -1;

	waitpid(child, &status, 0);
	return status;
}

int main(void)
{
	struct sigaction action = { .sa_handler = catch_it };
	sigset_t child_signal;
	sigset_t before;
	pid_t child;
	int fd = open("/dev/null", O_WRONLY);

	if (write(fd, "hello", 5) != 5)
		return 1;
	close(fd);
	getppid();

	sigaction(SIGUSR1, &action, NULL);
	kill(getpid(), SIGUSR1);
	if (caught != SIGUSR1)
		return 2;

	sigemptyset(&child_signal);
	sigaddset(&child_signal, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child_signal, &before);
	child = fork();
	if (child == 0) {
		getppid();
		_exit(3);
	}
	if (WEXITSTATUS(status_of_child(child)) != 3)
		return 3;
	sigprocmask(SIG_SETMASK, &before, NULL);

	sigprocmask(SIG_BLOCK, &child_signal, &before);
	child = fork();
	if (child == 0) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		execl("/bin/true", "true", NULL);
		_exit(1);
	}
	if (status_of_child(child) != 0)
		return 4;
	sigprocmask(SIG_SETMASK, &before, NULL);

	sigprocmask(SIG_BLOCK, &child_signal, &before);
	child = fork();
	if (child == 0) {
		kill(getpid(), SIGKILL);
		_exit(1);
	}
	if (WTERMSIG(status_of_child(child)) != SIGKILL)
		return 5;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return 0;
}
