/*
 * Waits for children of its own, and is sent a signal as each wait begins; until SIGTERM.
 * "ready PID" is printed once that goes on. In the end it tells which signals are blocked, having
 * given them some time not to be.
 */
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_S = 20 };

static volatile sig_atomic_t told_to_end;

static void handler(int sig)
{
	if (sig == SIGTERM)
		told_to_end = 1;
}

static pid_t send_for_each(atomic_int *wanted)
{
	pid_t target = getpid(), sender = fork();

	if (sender != 0)
		return sender;
	signal(SIGTERM, SIG_DFL);
	for (;;)
		if (atomic_exchange(wanted, 0))
			kill(target, SIGUSR1);
}

static int wait_for_a_child(atomic_int *wanted)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(3);
	atomic_store(wanted, 1);
	return waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 3;
}

static void tell_blocked(void)
{
	time_t end = time(NULL) + PATIENCE_S;
	sigset_t blocked;

	do
		sigprocmask(SIG_SETMASK, NULL, &blocked);
	while (!sigisemptyset(&blocked) && time(NULL) < end);
	for (int sig = 1; sig < NSIG; sig++)
		if (sigismember(&blocked, sig))
			printf("signal %d is blocked\n", sig);
	printf("ended\n");
}

int main(void)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };
	atomic_int *wanted = mmap(NULL, sizeof *wanted, PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t sender;
	long waits;
	int unused;

	if (wanted == MAP_FAILED)
		return 1;
	setbuf(stdout, NULL);
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sender = send_for_each(wanted);
	for (waits = 0; !told_to_end; waits++) {
		if (!wait_for_a_child(wanted))
			printf("wait %ld was wrong\n", waits);
		if (waits == 3)
			printf("ready %d\n", getpid());
	}
	kill(sender, SIGKILL);
	waitpid(sender, &unused, 0);
	tell_blocked();
	return 0;
}
