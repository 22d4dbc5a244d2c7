/* Calls hit() N times, for a debugger's conditional breakpoint there. */
#include <stdlib.h>

static volatile int last;

__attribute__((noinline)) void hit(int n);

void hit(int n)
{
	last = n;
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 2000;

	for (int i = 1; i <= count; i++)
		hit(i);
	return last == count ? 0 : 1;
}
