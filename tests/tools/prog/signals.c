/*
 * Sends itself signals: one that it handles, twice, with one that it ignores
 * between, and at last one that kills it.
 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t handled;

__attribute__((noinline)) static void handle(int signal)
{
	(void)signal;
	handled++;
}

__attribute__((noinline)) static void after_signals(void)
{
	handled += 100;
}

int main(void)
{
	signal(SIGUSR1, handle);
	signal(SIGUSR2, SIG_IGN);
	raise(SIGUSR1);
	raise(SIGUSR2);
	raise(SIGUSR1);
	after_signals();
	raise(SIGTERM);
	return 1;
}
