/* SPDX-License-Identifier: MIT
 * sleep.c: how the event loop waits for something to happen: it looks for a moment, then sleeps.
 */
#include <poll.h>
#include <sched.h>

#include "session.h"

/* How long to look before sleeping, and how many times at most not to after a look in vain. */
enum { MOMENT_NS = 50000, MAX_SKIPS = 255 };

/* When the host is to be asked for what no signal tells of; 0: it need not be. */
static int64_t next_look(const struct linux_host *host)
{
	if (host->look_due && (!host->leaders_at || host->look_at < host->leaders_at))
		return host->look_at;
	return host->leaders_at;
}

bool is_time_to_look(const struct session *session)
{
	int64_t look = next_look(&session->host);

	return session->host.stop_due || (look && look <= linux_now_ns());
}

/* How long the event loop may sleep; NULL: for ever. */
static const struct timespec *timeout(struct session *session, struct timespec *ts)
{
	int waits = waits_timeout(session), signals = sigchld_timeout(session);
	int ms = waits < 0 || (signals >= 0 && signals < waits) ? signals : waits;
	int64_t ns = ms * 1000000ll, look;

	if (session->host.stop_due)
		ns = 0;
	look = next_look(&session->host);
	if (look) {
		look -= linux_now_ns();
		if (ns < 0 || look < ns)
			ns = look > 0 ? look : 0;
	}
	ts->tv_sec = ns / 1000000000;
	ts->tv_nsec = ns % 1000000000;
	return ns < 0 ? NULL : ts;
}

/* On a single CPU a look would only keep the tracee from it. */
void looks_start(struct looks *looks)
{
	cpu_set_t cpus;

	looks->never =
		!sched_getaffinity(0, sizeof(cpus), &cpus) && CPU_COUNT(&cpus) == 1;
}

/* A tracer sleeps until its tracee's next stop. To wake us on another CPU takes longer than the
 * tracee takes until then, so that most of what a stop costs would be our sleep. But a tracer
 * that is awake was put on our CPU (notify.c), and is kept from it by a look. */
static bool is_worth_a_look(struct session *session)
{
	struct looks *looks = &session->looks;

	if (looks->never || !session->just_held)
		return false;
	if (looks->skips == 0)
		return true;
	looks->skips--;
	return false;
}

/* What was looked for in vain runs for long, or waits for our CPU: look ever less often. */
static void learn(struct looks *looks, bool in_vain)
{
	looks->in_vain = in_vain ? 2 * looks->in_vain + 1 : 0;
	if (looks->in_vain > MAX_SKIPS)
		looks->in_vain = MAX_SKIPS;
	looks->skips = looks->in_vain;
}

static bool look(struct session *session, struct pollfd *pfds, nfds_t n)
{
	int64_t until = linux_now_ns() + MOMENT_NS;
	bool found;

	do
		found = poll(pfds, n, 0) > 0;
	while (!found && linux_now_ns() < until);
	learn(&session->looks, !found);
	return found;
}

/* Wait until one of these is ready, or it is time for something else. */
bool wait_for_events(struct session *session, struct pollfd *pfds, nfds_t n)
{
	struct timespec ts;
	bool found = (is_worth_a_look(session) && look(session, pfds, n)) ||
		     ppoll(pfds, n, timeout(session, &ts), NULL) > 0;

	session->just_held = false;
	return found || is_time_to_look(session);
}
