/* "PTRACE_GET_THREAD_AREA, PTRACE_SET_THREAD_AREA": an entry of the tracee's TLS, by index. */
#include "scenario.h"

enum { GET_THREAD_AREA = 25, SET_THREAD_AREA = 26 };

SCENARIO
{
	static const long indices[] = { -1, 0, 6, 11, 12, 13, 14, 15, 99 };
	pid_t tracee = start_traced(sleep_forever);
	unsigned desc[4] = { 0 };
	size_t i;

	for (i = 0; i < sizeof(indices) / sizeof(indices[0]); i++) {
		memset(desc, 0, sizeof(desc));
		say("index %ld", indices[i]);
		TRY(GET_THREAD_AREA, tracee, indices[i], desc);
		say("entry %d base %x limit %x flags %x", (int)desc[0], desc[1], desc[2],
		    desc[3]);
		TRY(GET_THREAD_AREA, tracee, indices[i], 16);
		TRY(SET_THREAD_AREA, tracee, indices[i], 16);
	}
	desc[0] = 12;
	desc[1] = 0x1000;
	desc[2] = 0xfffff;
	desc[3] = 0x51; /* 32 bits, limit in pages, usable */
	TRY(SET_THREAD_AREA, tracee, 12, desc);
	memset(desc, 0, sizeof(desc));
	TRY(GET_THREAD_AREA, tracee, 12, desc);
	say("base %x limit %x flags %x", desc[1], desc[2], desc[3]);
	kill_and_reap(tracee);
}
