/* The SIGSTOP of PTRACE_ATTACH is a signal: another one that is sent while it is pending is
 * none. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_as("tracee", sleep_forever);

	await_call(tracee, SYS_pause);
	kill(tracee, SIGSTOP);
	show_wait(tracee, WUNTRACED);
	TRY(PTRACE_ATTACH, tracee, 0, 0);
	show_wait(tracee, __WALL);
	must(syscall(SYS_tgkill, tracee, tracee, SIGSTOP) == 0);
	must(syscall(SYS_tgkill, tracee, tracee, SIGSTOP) == 0);
	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	must(syscall(SYS_tgkill, tracee, tracee, SIGSTOP) == 0);
	must(syscall(SYS_tgkill, tracee, tracee, SIGSTOP) == 0);
	resume(PTRACE_CONT, tracee, 0);
	show_siginfo(tracee);
	DO(PTRACE_CONT, tracee, 0, 0);
	await_call(tracee, SYS_pause);
	show_wait(tracee, __WALL | WNOHANG);
	kill_and_reap(tracee);
}
