/* A tracer that execs is a tracer still: the new program waits for its tracee and resumes it. */
#include "scenario.h"

static void waited_and_resumed(void)
{
	pid_t tracee = atomic_load(&shared->word[1]);

	say("the new program:");
	TRY(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACEEXIT);
	resume(PTRACE_CONT, tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
}

static void body(void)
{
	_exit(5);
}

int main(int argc, char **argv)
{
	extern char **environ;
	char *again[] = { argv[0], (char *)"again", NULL };

	begin(argc, argv);
	if (argc > 1) {
		waited_and_resumed();
		return finish();
	}
	atomic_store(&shared->word[1], start_traced(body));
	execve("/proc/self/exe", again, environ);
	return 1;
}
