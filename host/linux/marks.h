/* SPDX-License-Identifier: MIT
 * marks.h: how signals that we send are known again when they are about to be delivered.
 *
 * The kernel lets nobody send a signal with a si_code of its own. Ours are sent as SI_QUEUE
 * and carry a mark; where we see them in a signal-delivery-stop they are made to look as the
 * kernel would have made them.
 */
#ifndef VPT_HOST_LINUX_MARKS_H
#define VPT_HOST_LINUX_MARKS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define MARK_TAG     0x76707472ull /* the upper half of a tagged signal's value */
#define MARK_SIGCHLD 0x76707400u   /* or'ed with the si_code that it should have */

static inline void mark_tagged(siginfo_t *info, int sig, uint64_t tag)
{
	memset(info, 0, sizeof(*info));
	info->si_signo = sig;
	info->si_code = SI_QUEUE;
	info->si_pid = getpid();
	info->si_value.sival_ptr = (void *)(MARK_TAG << 32 | (uint32_t)tag);
}

/* The tag of a signal, 0 if it is none of ours. What it says of its sender has been changed
 * by the kernel if the receiver is in another namespace. */
static inline uint64_t mark_tag(const siginfo_t *info)
{
	uint64_t value = (uint64_t)info->si_value.sival_ptr;

	if (info->si_code != SI_QUEUE || value >> 32 != MARK_TAG)
		return 0;
	return (uint32_t)value;
}

/* The word between si_status and si_utime, which is padding in a SIGCHLD: the upper half of
 * what SI_QUEUE calls si_value. */
static inline uint32_t *mark_padding(siginfo_t *info)
{
	return (uint32_t *)&info->si_status + 1;
}

/* SIGCHLD: everything but si_code is as it should be, for tracers that nobody traces. */
static inline void mark_sigchld(siginfo_t *info, bool foreign)
{
	*mark_padding(info) = MARK_SIGCHLD | (uint32_t)info->si_code;
	/* of SI_QUEUE the kernel clears si_pid on the way into a child PID namespace */
	info->si_code = foreign ? SI_TIMER : SI_QUEUE;
}

/* Make one of our SIGCHLDs right. False if it is not ours. */
static inline bool unmark_sigchld(siginfo_t *info)
{
	uint32_t *padding = mark_padding(info);

	if (info->si_signo != SIGCHLD ||
	    (info->si_code != SI_QUEUE && info->si_code != SI_TIMER) ||
	    (*padding & ~0xffu) != MARK_SIGCHLD)
		return false;
	info->si_code = (int)(*padding & 0xff);
	*padding = 0;
	return true;
}

#endif
