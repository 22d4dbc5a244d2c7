/* SPDX-License-Identifier: MIT
 * compat.c: ptrace requests made as an i386 program makes them. The kernel itself then
 * converts the structures, and marks the registers of a 32-bit tracee as written by a 32-bit
 * tracer, which matters to the restart of its system calls (TS_I386_REGS_POKED).
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "host.h"
#include "i386.h"

enum { LOW_BUFFER_SIZE = 4096 };

/* Memory that a 32-bit pointer reaches. */
static void *low_buffer(void)
{
	static void *buffer;

	if (!buffer) {
		buffer = mmap(NULL, LOW_BUFFER_SIZE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
		if (buffer == MAP_FAILED)
			buffer = NULL;
	}
	return buffer;
}

static long int80_ptrace(uint32_t request, uint32_t pid, uint32_t addr, uint32_t data)
{
#ifdef __x86_64__
	int32_t rc;

	/* rbx is taken by some code models */
	__asm__ volatile("xchg %%rbx, %q[request]\n\t"
			 "int $0x80\n\t"
			 "xchg %%rbx, %q[request]"
			 : "=a"(rc), [request] "+D"(request)
			 : "a"(I386_PTRACE), "c"(pid), "d"(addr), "S"(data)
			 : "r8", "r9", "r10", "r11", "memory", "cc");
	return rc;
#else
	(void)request, (void)pid, (void)addr, (void)data;
	return -EIO;
#endif
}

/* Only called for i386 callers, so the kernel has int 0x80. */
long linux_compat_request(void *host, pid_t tid, long request, uint32_t addr,
			  uint32_t data, void *buffer, size_t size)
{
	void *low;
	long rc;

	linux_task_changed(host, tid);
	if (!buffer)
		return int80_ptrace((uint32_t)request, (uint32_t)tid, addr, data);
	low = low_buffer();
	if (!low || size > LOW_BUFFER_SIZE)
		return -ENOMEM;
	memcpy(low, buffer, size);
	rc = int80_ptrace((uint32_t)request, (uint32_t)tid, addr,
			  (uint32_t)(uintptr_t)low);
	memcpy(buffer, low, size);
	return rc;
}
