/*
 * A short walk for a debugger: calls within calls, a loop, and one global that
 * changes five times. Prints nothing; exits 0 if the sum came out right.
 */
static int total;

__attribute__((noinline)) static int square(int n)
{
	int result = n * n;

	return result;
}

__attribute__((noinline)) static int add(int n)
{
	int term = square(n);

	total += term;
	return total;
}

int main(void)
{
	int sum = 0;

	for (int i = 1; i <= 5; i++)
		sum = add(i);
	return sum == 55 ? 0 : 1;
}
