/* SPDX-License-Identifier: MIT
 * rounds.c: eight threads that take turns, three rounds long, each calling left() and then
 * right() in its turn: functions to put breakpoints in. Says "ready", begins when it has read a
 * line, says "done", and ends with status 0 when it has read another one, if every call was
 * made.
 */
#include <pthread.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { THREADS = 8, ROUNDS = 3 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int turn = -1; /* none has begun */
static volatile int lefts, rights;

__attribute__((noinline)) static void left(int number)
{
	lefts += number;
}

__attribute__((noinline)) static void right(int number)
{
	rights += number;
}

static void *take_turns(void *argument)
{
	int number = (int)(long)argument;
	int round;

	for (round = 0; round < ROUNDS; round++) {
		pthread_mutex_lock(&lock);
		while (turn != round * THREADS + number)
			pthread_cond_wait(&changed, &lock);
		left(number);
		right(number);
		turn++;
		pthread_cond_broadcast(&changed);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static void wait_for_a_line(void)
{
	char line[64];

	if (read(STDIN_FILENO, line, sizeof(line)) <= 0)
		_exit(2);
}

int main(void)
{
	const int sum = ROUNDS * THREADS * (THREADS - 1) / 2;
	pthread_t threads[THREADS];
	long i;

	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, take_turns, (void *)i);
	dprintf(STDOUT_FILENO, "ready\n");
	wait_for_a_line();
	pthread_mutex_lock(&lock);
	turn = 0;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	dprintf(STDOUT_FILENO, "done\n");
	wait_for_a_line();
	return lefts == sum && rights == sum ? 0 : 1;
}
