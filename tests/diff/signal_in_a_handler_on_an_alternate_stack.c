/* sigaltstack(2) and a nested signal work under a tracer that passes all on. */
#include "scenario.h"

static char stack[64 * 1024];

static void handler(int sig, siginfo_t *info, void *context)
{
	char here;

	(void)info;
	(void)context;
	say("tracee: handler of %s on the %s stack", signal_name(sig),
	    &here >= stack && &here < stack + sizeof(stack) ? "alternate" : "usual");
	if (sig == SIGUSR1) {
		signal_self(SIGUSR2);
		say("tracee: back in the first handler");
	}
}

static void body(void)
{
	stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };

	sigaltstack(&alternate, NULL);
	handle(SIGUSR1, handler, SA_ONSTACK);
	handle(SIGUSR2, handler, 0);
	signal_self(SIGUSR1);
	signal_self(SIGUSR2);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	int status = 0;

	do
		status = resume(PTRACE_CONT, tracee, status ? WSTOPSIG(status) : 0);
	while (WIFSTOPPED(status));
}
