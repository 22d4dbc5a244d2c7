/* A tracer's thread that execs becomes the leader, and is the tracer of its tracees still. */
#include "scenario.h"

static void *second(void *unused)
{
	extern char **environ;
	char *again[] = { (char *)"scenario", (char *)"again", NULL };
	pid_t tracee = start_as("tracee", sleep_forever);

	(void)unused;
	await_call(tracee, SYS_pause);
	attach(tracee);
	atomic_store(&shared->word[1], tracee);
	execve("/proc/self/exe", again, environ);
	return NULL;
}

static void the_new_program(void)
{
	pid_t tracee = atomic_load(&shared->word[1]);

	TRY(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEEXIT);
	DO(PTRACE_CONT, tracee, 0, 0);
	kill(tracee, SIGTERM);
	show_wait(tracee, 0);
	resume(PTRACE_CONT, tracee, SIGTERM);
	resume(PTRACE_CONT, tracee, 0);
}

int main(int argc, char **argv)
{
	pthread_t handle;

	begin(argc, argv);
	if (argc > 1) {
		the_new_program();
		return finish();
	}
	must(pthread_create(&handle, NULL, second, NULL) == 0);
	sleep_forever();
}
