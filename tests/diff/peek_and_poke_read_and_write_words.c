/* PEEKTEXT, PEEKDATA, POKETEXT, POKEDATA: "the two requests are currently equivalent" */
#include "scenario.h"

static long words[3] = { 0x1111111111111111, 0x2222222222222222, 0x3333333333333333 };

static void body(void)
{
	signal_self(SIGUSR1);
	say("tracee: %lx %lx %lx", words[0], words[1], words[2]);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	unsigned long word = 0;

	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_PEEKDATA, tracee, &words[1], &word);
	say("word %lx", word);
	TRY(PTRACE_PEEKTEXT, tracee, (char *)&words[1] + 3, &word);
	say("word %lx", word);
	TRY(PTRACE_POKEDATA, tracee, &words[0], 0x1234);
	TRY(PTRACE_POKETEXT, tracee, (char *)&words[1] + 4, -2);
	TRY(PTRACE_PEEKDATA, tracee, &words[1], &word);
	say("word %lx", word);
	TRY(PTRACE_POKETEXT, tracee, words, -1);
	TRY(PTRACE_PEEKTEXT, tracee, words, &word);
	say("word %lx", word);
	resume(PTRACE_CONT, tracee, 0);
}
