/* SPDX-License-Identifier: MIT
 * debugregs.c: does this machine have debug registers that trap? Virtual ones may not. Exits
 * with 0 if so.
 */
#include <signal.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int watched;

int main(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		watched = 1;
		_exit(0);
	}
	waitpid(pid, &status, 0);
	ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, u_debugreg[0]), &watched);
	/* slot 0: four bytes, stop when written */
	ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, u_debugreg[7]), 0xd0001);
	ptrace(PTRACE_CONT, pid, 0, 0);
	waitpid(pid, &status, 0);
	if (WIFEXITED(status))
		return 1;
	ptrace(PTRACE_KILL, pid, 0, 0);
	waitpid(pid, &status, 0);
	return 0;
}
