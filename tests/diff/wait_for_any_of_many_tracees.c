/* Each of many tracees is reported exactly once. */
#include "scenario.h"

enum { COUNT = 12 };

SCENARIO
{
	pid_t tracee[COUNT], pid;
	int seen[COUNT] = { 0 };
	int i, round, status, wrong = 0;
	char name[16];

	for (i = 0; i < COUNT; i++) {
		snprintf(name, sizeof(name), "tracee%d", i);
		tracee[i] = i % 2 ? start_traced_as(name, sleep_forever)
				  : start_seized_as(name, sleep_forever, 0);
		if (i % 2)
			DO(PTRACE_CONT, tracee[i], 0, 0);
	}
	for (round = 0; round < 3; round++) {
		for (i = 0; i < COUNT; i++)
			kill(tracee[i], round < 2 ? SIGUSR1 : SIGKILL);
		while ((pid = waitpid(-1, &status, round < 2 ? 0 : __WALL)) > 0) {
			for (i = 0; tracee[i] != pid; i++)
				;
			seen[i]++;
			if (round < 2 ? status != (SIGUSR1 << 8 | 0x7f)
				      : status != SIGKILL)
				wrong++;
			if (round < 2) {
				int left = 0;

				for (i = 0; i < COUNT; i++)
					left += seen[i] <= round;
				if (left == 0)
					break;
			}
		}
		if (round < 2) {
			show_wait(-1, WNOHANG);
			for (i = 0; i < COUNT; i++)
				DO(PTRACE_CONT, tracee[i], 0, 0);
		}
	}
	for (i = 0; i < COUNT; i++)
		say("tracee%d was seen %d times", i, seen[i]);
	say("wrong: %d", wrong);
}
