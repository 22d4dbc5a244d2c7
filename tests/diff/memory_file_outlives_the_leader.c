/* An open /proc/PID/mem is the memory itself: it can be read and written also when the leader, by
 * which it was opened, has exited, as long as another thread lives. */
#include "scenario.h"

static volatile long value = 0x1234;
static struct gate go;

__attribute__((noinline)) static long constant(void)
{
	return value;
}

static void *second(void *unused)
{
	gate_pass(&go);
	say("thread: %lx", constant());
	syscall(SYS_exit, 0);
	return unused;
}

static void body(void)
{
	pthread_t handle;

	must(pthread_create(&handle, NULL, second, NULL) == 0);
	signal_self(SIGUSR1);
	syscall(SYS_exit, 0);
}

static void show_read(int fd, const volatile void *address, size_t len)
{
	unsigned char bytes[64];
	ssize_t n = pread(fd, bytes, len, (off_t)address);

	say("read %zd%s", n,
	    n <= 0 || memcmp(bytes, (const void *)address, n) ? "" : ", as it was");
}

SCENARIO
{
	pid_t leader, other;
	unsigned char code;
	long number = 0x4321;
	int fd, fd_of_other;

	go = gate_new();
	other = start_traced_as("other", sleep_forever);
	leader = start_traced_as("leader", body);
	fd_of_other = open_memory(other);
	fd = open_memory(leader);
	resume(PTRACE_CONT, leader, 0);
	DO(PTRACE_CONT, leader, 0, 0);
	await_state(leader, "Z");
	show_read(fd_of_other, &value, sizeof(value));
	show_read(fd, &value, sizeof(value));
	show_read(fd, (void *)constant, 1);
	show_read(fd, (void *)constant, 64);
	code = *(unsigned char *)constant;
	say("write to code: %zd", pwrite(fd, "\xcc", 1, (off_t)constant));
	show_read(fd, (void *)constant, 1);
	say("write to code: %zd", pwrite(fd, &code, 1, (off_t)constant));
	show_read(fd, (void *)constant, 1);
	say("write: %zd", pwrite(fd, &number, sizeof(number), (off_t)&value));
	gate_open(&go);
	show_wait(leader, 0);
	kill_and_reap(other);
}
