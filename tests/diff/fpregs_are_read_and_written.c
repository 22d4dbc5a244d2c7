/* GETFPREGS and SETFPREGS: an SSE register and the control word there and back. */
#include "scenario.h"

static void body(void)
{
	double x = 2.5, y;
	unsigned short control;

	__asm__ volatile("movsd %2, %%xmm3\n"
			 "int3\n"
			 "movsd %%xmm3, %0\n"
			 "fnstcw %1\n"
			 : "=m"(y), "=m"(control)
			 : "m"(x)
			 : "xmm3");
	say("tracee: %g, control word %x", y, control);
	_exit(0);
}

SCENARIO
{
	pid_t tracee = start_traced(body);
	struct user_fpregs_struct fp;
	double x;

	resume(PTRACE_CONT, tracee, 0);
	TRY(PTRACE_GETFPREGS, tracee, 0, &fp);
	memcpy(&x, (char *)fp.xmm_space + 3 * 16, 8);
	say("%g, control word %x, mxcsr %x", x, fp.cwd, fp.mxcsr);
	x = -0.125;
	memcpy((char *)fp.xmm_space + 3 * 16, &x, 8);
	fp.cwd = 0x27f;
	TRY(PTRACE_SETFPREGS, tracee, 0, &fp);
	fp.mxcsr = 0xffffffff;
	TRY(PTRACE_SETFPREGS, tracee, 0, &fp);
	DO(PTRACE_GETFPREGS, tracee, 0, &fp);
	say("mxcsr %x", fp.mxcsr);
	resume(PTRACE_CONT, tracee, 0);
}
