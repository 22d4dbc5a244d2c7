/*
 * Three threads that take turns, so that what a tracer sees of them has one
 * order only. Prints nothing; exits 0 if every turn was taken.
 */
#include <pthread.h>

#define THREADS 3

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int here;
static int turn;
static int work_done;

/* One call for each thread, in the order of their numbers. */
__attribute__((noinline)) static void work(int number)
{
	work_done += number;
}

/* Called once, by the first thread, when all the others exist and none has worked. */
__attribute__((noinline)) static void all_are_here(void)
{
	turn = 1;
}

static void *take_turn(void *argument)
{
	int number = *(int *)argument;

	pthread_mutex_lock(&lock);
	here++;
	pthread_cond_broadcast(&changed);
	while (turn != number)
		pthread_cond_wait(&changed, &lock);
	work(number);
	turn++;
	pthread_cond_broadcast(&changed);
	/* None ends before all have worked: an end seen early or late changes no turn. */
	while (turn <= THREADS)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
	return 0;
}

int main(void)
{
	pthread_t threads[THREADS];
	int numbers[THREADS];

	for (int i = 0; i < THREADS; i++) {
		numbers[i] = i + 1;
		pthread_create(&threads[i], 0, take_turn, &numbers[i]);
		pthread_mutex_lock(&lock);
		while (here != i + 1)
			pthread_cond_wait(&changed, &lock);
		pthread_mutex_unlock(&lock);
	}
	pthread_mutex_lock(&lock);
	all_are_here();
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], 0);
	return work_done == 6 ? 0 : 1;
}
