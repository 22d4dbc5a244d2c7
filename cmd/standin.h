/* SPDX-License-Identifier: MIT
 * standin.h: starting a command in a session, and standing in for it.
 */
#ifndef VPT_STANDIN_H
#define VPT_STANDIN_H

#include <signal.h>
#include <sys/types.h>

/* What the command shall find as vptrace found it. */
struct inherited {
	sigset_t mask;
	struct sigaction sigchld;
};

void take_signals(struct inherited *inherited);
_Noreturn void become_command(char **command, int session, const char *purpose,
			      const struct inherited *inherited);
int exec_plainly(char **command);
int stand_in_for(pid_t command);
int end_like(int status);

#endif
