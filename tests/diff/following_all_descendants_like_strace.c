/* What strace -f does: everyone is a tracee, waits are for any, signals pass. */
#include "scenario.h"

static pid_t known[8];

static bool is_known(pid_t pid)
{
	size_t i;

	for (i = 0; i < 8; i++)
		if (known[i] == pid)
			return true;
	return false;
}

static void descend(int depth)
{
	pid_t pid;
	int i;

	for (i = 0; depth < 2 && i < 2; i++) {
		pid = fork();
		if (pid == 0) {
			descend(depth + 1);
			if (depth == 0)
				_exit(10 + i);
			exec_exit(20 + i);
		}
		waitpid(pid, NULL, 0);
	}
}

static void body(void)
{
	descend(0);
	_exit(1);
}

SCENARIO
{
	pid_t pid, child, early = 0;
	int status, sig, children = 0;
	char name[24];

	known[0] = start_seized_as("root", body,
				   PTRACE_O_TRACEFORK | PTRACE_O_TRACEEXEC |
					   PTRACE_O_TRACEEXIT);
	/* One task at a time does anything: each parent waits for its child. */
	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (!is_known(pid)) { /* a first stop that outran its parent's event */
			early = pid;
			continue;
		}
		say("%s %s", task_name(pid), status_text(status));
		if (!WIFSTOPPED(status))
			continue;
		sig = 0;
		if (status >> 16 == PTRACE_EVENT_FORK) {
			child = event_message(pid);
			snprintf(name, sizeof(name), "descendant%d", ++children);
			name_task(child, name);
			if (child != early)
				wait_quietly(child);
			early = 0;
			known[children] = child;
			DO(PTRACE_CONT, child, 0, 0);
		} else if (status >> 16 == 0) {
			sig = WSTOPSIG(status);
		}
		DO(PTRACE_CONT, pid, 0, sig);
	}
}
