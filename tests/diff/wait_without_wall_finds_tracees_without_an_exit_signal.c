/*
 * "__WCLONE: Wait for 'clone' children only" - a clone child is one that has
 * another exit signal than SIGCHLD; "__WALL is implied for tracees".
 */
#include "scenario.h"

static pid_t clone_child(const char *name, int exit_signal, int status)
{
	pid_t pid = syscall(SYS_clone, exit_signal, 0, 0, 0, 0);

	must(pid >= 0);
	if (pid == 0) {
		arm_watchdog();
		sleep_forever();
		_exit(status);
	}
	name_task(pid, name);
	return pid;
}

SCENARIO
{
	pid_t plain = clone_child("plain", 0, 1);
	pid_t traced = clone_child("traced", 0, 2);

	await_call(plain, SYS_pause);
	show_wait(plain, WNOHANG);
	show_wait(plain, WNOHANG | __WCLONE);
	show_wait(plain, WNOHANG | __WALL);
	show_wait(traced, WNOHANG);
	DO(PTRACE_ATTACH, traced, 0, 0);
	show_wait(traced, 0);
	show_wait(-1, WNOHANG);
	DO(PTRACE_CONT, traced, 0, 0);
	kill(traced, SIGUSR1);
	show_wait(-1, 0);
	DO(PTRACE_CONT, traced, 0, 0);
	kill(traced, SIGUSR2);
	show_wait(traced, __WCLONE);
	DO(PTRACE_CONT, traced, 0, SIGKILL);
	show_wait(traced, 0);
	show_wait(plain, WNOHANG);
	kill(plain, SIGKILL);
	show_wait(plain, __WALL);
}
