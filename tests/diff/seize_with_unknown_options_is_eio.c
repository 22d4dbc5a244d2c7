/* PTRACE_SEIZE: a bit that is no option is EIO, unlike with SETOPTIONS; a missing task comes first. */
#include "scenario.h"

SCENARIO
{
	pid_t tracee = start_as("tracee", sleep_forever), gone = fork_as("gone");

	if (gone == 0)
		_exit(0);
	must(waitpid(gone, NULL, 0) == gone);
	TRY(PTRACE_SEIZE, tracee, 0, 1UL << 8);
	TRY(PTRACE_SEIZE, tracee, 0, 1UL << 31);
	TRY(PTRACE_SEIZE, tracee, 8, 1UL << 8);
	TRY(PTRACE_SEIZE, gone, 8, 1UL << 8);
	TRY(PTRACE_SEIZE, gone, 0, 0);
	TRY(PTRACE_SEIZE, getpid(), 8, 0);
	TRY(PTRACE_SEIZE, getpid(), 0, 0);
	show_wait(tracee, WNOHANG);
	TRY(PTRACE_SEIZE, tracee, 0,
	    PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
		    PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEVFORKDONE |
		    PTRACE_O_TRACEEXIT | PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL);
	TRY(PTRACE_SEIZE, tracee, 0, 1UL << 8);
	TRY(PTRACE_INTERRUPT, tracee, 0, 0);
	show_wait(tracee, 0);
	kill(tracee, SIGKILL);
	show_wait(tracee, 0);
	resume(PTRACE_CONT, tracee, 0);
}
