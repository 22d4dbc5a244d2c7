/*
 * Loses 64 bytes while three other threads wait. AddressSanitizer's leak check
 * has to stop every one of them, and must find in their registers and stacks
 * the blocks that are still in use (which must not be reported).
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "leak.h"

#define THREADS 3

static pthread_barrier_t all_here;
static pthread_mutex_t forever = PTHREAD_MUTEX_INITIALIZER;

static void *keep_and_wait(void *unused)
{
	char *volatile kept = malloc(100);

	(void)unused;
	kept[0] = 1;
	pthread_barrier_wait(&all_here);
	pthread_mutex_lock(&forever);
	return kept;
}

int main(void)
{
	pthread_t threads[THREADS];

	pthread_barrier_init(&all_here, NULL, THREADS + 1);
	pthread_mutex_lock(&forever);
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, keep_and_wait, NULL);
	pthread_barrier_wait(&all_here);
	lose();
	scrub();
	return 0;
}
