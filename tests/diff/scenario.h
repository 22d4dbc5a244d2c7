/*
 * Helpers of the differential scenarios: see README.md.
 *
 * A scenario prints a transcript that is the same on every run: no numbers
 * that the kernel chose.  Tasks are printed by a name that was registered for
 * them, everything else by its symbol.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <linux/elf.h>
#include <linux/filter.h>
#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif
#ifndef __WNOTHREAD
#define __WNOTHREAD 0x20000000
#endif
#ifndef SI_TKILL
#define SI_TKILL (-6)
#endif
#ifndef PR_SET_PTRACER
#define PR_SET_PTRACER 0x59616d61
#endif

#ifdef __i386__ /* the names that the scenarios use */
#define rax	 eax
#define orig_rax orig_eax
#define rip	 eip
#define rsp	 esp
#endif

enum { WATCHDOG_SECONDS = 20, SKIP_STATUS = 77, MAX_TASKS = 128 };

/* Memory that every process of the scenario shares, also across exec_exit(). */
struct shared {
	atomic_int tasks;
	struct {
		atomic_int id;
		char name[24];
	} task[MAX_TASKS];
	atomic_long word[32]; /* the scenario's own */
};

static struct shared *shared;

/* ---- printing ---------------------------------------------------------- */

/* One line, one write(2): lines of several processes never mix. */
__attribute__((format(printf, 1, 2))) static inline void say(const char *format, ...)
{
	char line[512];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(line, sizeof(line) - 1, format, args);
	va_end(args);
	if (len > (int)sizeof(line) - 2)
		len = sizeof(line) - 2;
	line[len++] = '\n';
	if (write(1, line, len) != len)
		_exit(1);
}

static inline char *scratch(void)
{
	static __thread char ring[16][128];
	static __thread unsigned next;

	return ring[next++ % 16];
}

#define SCRATCH_SIZE 128

struct symbol {
	long value;
	const char *name;
};

static inline const char *symbol(const struct symbol *table, long value)
{
	char *text;

	for (; table->name; table++)
		if (table->value == value)
			return table->name;
	text = scratch();
	snprintf(text, SCRATCH_SIZE, "%ld", value);
	return text;
}

#define SYM(x)        \
	{             \
		x, #x \
	}

static inline const char *error_name(int error)
{
	static const struct symbol table[] = {
		SYM(EPERM),
		SYM(ENOENT),
		SYM(ESRCH),
		SYM(EINTR),
		SYM(EIO),
		SYM(EBADF),
		SYM(ECHILD),
		SYM(EAGAIN),
		SYM(ENOMEM),
		SYM(EACCES),
		SYM(EFAULT),
		SYM(EBUSY),
		SYM(ENODEV),
		SYM(ENOSPC),
		SYM(ERANGE),
		SYM(EINVAL),
		SYM(ENOSYS),
		SYM(ENODATA),
		SYM(EOPNOTSUPP),
		SYM(ETIMEDOUT),
		SYM(ENOEXEC),
		{ 512, "ERESTARTSYS" },
		{ 513, "ERESTARTNOINTR" },
		{ 514, "ERESTARTNOHAND" },
		{ 516, "ERESTART_RESTARTBLOCK" },
		{ 0, NULL },
	};
	return symbol(table, error);
}

static inline const char *signal_name(int sig)
{
	static const struct symbol table[] = {
		SYM(SIGHUP),  SYM(SIGINT),
		SYM(SIGQUIT), SYM(SIGILL),
		SYM(SIGTRAP), SYM(SIGABRT),
		SYM(SIGBUS),  SYM(SIGFPE),
		SYM(SIGKILL), SYM(SIGUSR1),
		SYM(SIGSEGV), SYM(SIGUSR2),
		SYM(SIGPIPE), SYM(SIGALRM),
		SYM(SIGTERM), SYM(SIGSTKFLT),
		SYM(SIGCHLD), SYM(SIGCONT),
		SYM(SIGSTOP), SYM(SIGTSTP),
		SYM(SIGTTIN), SYM(SIGTTOU),
		SYM(SIGURG),  SYM(SIGXCPU),
		SYM(SIGXFSZ), SYM(SIGVTALRM),
		SYM(SIGPROF), SYM(SIGWINCH),
		SYM(SIGIO),   SYM(SIGPWR),
		SYM(SIGSYS),  { SIGTRAP | 0x80, "SIGTRAP|0x80" },
		{ 0, "0" },   { 0, NULL },
	};
	char *text;

	if (sig < 34 || sig > 64)
		return symbol(table, sig);
	text = scratch();
	snprintf(text, SCRATCH_SIZE, "SIGRTMIN+%d", sig - 34);
	return text;
}

static inline const char *event_name(int event)
{
	static const struct symbol table[] = {
		{ PTRACE_EVENT_FORK, "EVENT_FORK" },
		{ PTRACE_EVENT_VFORK, "EVENT_VFORK" },
		{ PTRACE_EVENT_CLONE, "EVENT_CLONE" },
		{ PTRACE_EVENT_EXEC, "EVENT_EXEC" },
		{ PTRACE_EVENT_VFORK_DONE, "EVENT_VFORK_DONE" },
		{ PTRACE_EVENT_EXIT, "EVENT_EXIT" },
		{ PTRACE_EVENT_SECCOMP, "EVENT_SECCOMP" },
		{ PTRACE_EVENT_STOP, "EVENT_STOP" },
		{ 0, NULL },
	};
	return symbol(table, event);
}

static inline const char *call_name(long nr)
{
	static const struct symbol table[] = {
		{ SYS_read, "read" },
		{ SYS_write, "write" },
		{ SYS_close, "close" },
		{ SYS_poll, "poll" },
		{ SYS_mmap, "mmap" },
		{ SYS_pause, "pause" },
		{ SYS_rt_sigaction, "rt_sigaction" },
		{ SYS_rt_sigprocmask, "rt_sigprocmask" },
		{ SYS_rt_sigreturn, "rt_sigreturn" },
		{ SYS_nanosleep, "nanosleep" },
		{ SYS_clock_nanosleep, "clock_nanosleep" },
		{ SYS_getpid, "getpid" },
		{ SYS_clone, "clone" },
		{ SYS_fork, "fork" },
		{ SYS_vfork, "vfork" },
		{ SYS_execve, "execve" },
		{ SYS_exit, "exit" },
		{ SYS_wait4, "wait4" },
		{ SYS_kill, "kill" },
		{ SYS_getuid, "getuid" },
		{ SYS_getppid, "getppid" },
		{ SYS_alarm, "alarm" },
		{ SYS_prctl, "prctl" },
		{ SYS_gettid, "gettid" },
		{ SYS_futex, "futex" },
		{ SYS_exit_group, "exit_group" },
		{ SYS_tgkill, "tgkill" },
		{ SYS_waitid, "waitid" },
		{ SYS_restart_syscall, "restart_syscall" },
		{ SYS_ptrace, "ptrace" },
		{ SYS_sched_yield, "sched_yield" },
		{ SYS_geteuid, "geteuid" },
		{ SYS_getpgid, "getpgid" },
		{ SYS_rt_sigsuspend, "rt_sigsuspend" },
		{ SYS_munmap, "munmap" },
		{ SYS_clone3, "clone3" },
		{ 0, NULL },
	};
	return symbol(table, nr);
}

/* ---- tasks by name ------------------------------------------------------ */

static inline void name_task(pid_t id, const char *name)
{
	int slot = atomic_fetch_add(&shared->tasks, 1);

	if (slot >= MAX_TASKS)
		_exit(1);
	snprintf(shared->task[slot].name, sizeof(shared->task[slot].name), "%s", name);
	atomic_store(&shared->task[slot].id, id);
}

static inline const char *task_name(pid_t id)
{
	int slot = atomic_load(&shared->tasks);

	if (id == 0)
		return "0";
	while (slot-- > 0)
		if (atomic_load(&shared->task[slot].id) == id)
			return shared->task[slot].name;
	return "a stranger";
}

/* ---- failing and skipping ------------------------------------------------ */

/* The scenario itself is wrong, or something is so far off that it cannot go on. */
#define must(condition)                                                             \
	do {                                                                        \
		if (!(condition)) {                                                 \
			int error_ = errno;                                         \
			say("BROKEN: line %d: %s (errno %s)", __LINE__, #condition, \
			    error_name(error_));                                    \
			_exit(1);                                                   \
		}                                                                   \
	} while (0)

static inline void skip(const char *reason)
{
	say("SKIP: %s", reason);
	_exit(SKIP_STATUS);
}

/* ---- processes ----------------------------------------------------------- */

/* What each new process of a scenario does first, so that nothing outlives it. */
static inline void arm_watchdog(void)
{
	alarm(WATCHDOG_SECONDS);
	prctl(PR_SET_PTRACER, -1L, 0, 0, 0); /* Yama: anyone may attach */
}

static inline pid_t fork_as(const char *name)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	must(pid >= 0);
	name_task(pid ? pid : getpid(), name);
	if (pid == 0) {
		arm_watchdog();
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
	}
	return pid;
}

/* Becomes a fresh program that does nothing but exit with that status. */
static inline void exec_exit(int status)
{
	extern char **environ;
	char number[16];
	char *argv[] = { (char *)"scenario", (char *)"--exit", number, NULL };

	snprintf(number, sizeof(number), "%d", status);
	execve("/proc/self/exe", argv, environ);
	must(!"execve");
}

static inline void begin(int argc, char **argv)
{
	struct rlimit no_core = { 0, 0 };
	const char *inherited = getenv("SCENARIO_SHARED");
	char number[16];
	sigset_t none;
	int fd;

	if (argc > 2 && strcmp(argv[1], "--exit") == 0)
		_exit(atoi(argv[2]));
	if (inherited) {
		fd = atoi(inherited);
	} else {
		fd = memfd_create("scenario", 0);
		if (fd < 0 || ftruncate(fd, sizeof(struct shared)) < 0)
			_exit(1);
		snprintf(number, sizeof(number), "%d", fd);
		setenv("SCENARIO_SHARED", number, 1);
	}
	shared = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		      0);
	if (shared == MAP_FAILED)
		_exit(1);
	if (inherited)
		return;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGCHLD, SIG_DFL);
	setrlimit(RLIMIT_CORE, &no_core);
	arm_watchdog();
	name_task(getpid(), "tracer");
}

/* Nothing may be left: each task that was a child or tracee has been reaped. */
static inline int finish(void)
{
	int status;
	pid_t pid = waitpid(-1, &status, __WALL | WNOHANG);

	if (pid < 0)
		say("end: %s", error_name(errno));
	else
		say("end: left behind: %s", pid ? task_name(pid) : "a running child");
	return 0;
}

/* The body of a scenario, run in the process that is called "tracer". */
#define SCENARIO                        \
	static void scenario(void);     \
	int main(int argc, char **argv) \
	{                               \
		begin(argc, argv);      \
		scenario();             \
		return finish();        \
	}                               \
	static void scenario(void)

/* ---- synchronising ------------------------------------------------------- */

/* A one-way gate between processes; made before the fork. */
struct gate {
	int fd[2];
};

static inline struct gate gate_new(void)
{
	struct gate gate;

	must(pipe(gate.fd) == 0);
	return gate;
}

static inline void gate_open(const struct gate *gate)
{
	must(write(gate->fd[1], "x", 1) == 1);
}

static inline void gate_pass(const struct gate *gate)
{
	ssize_t got;
	char byte;

	do
		got = read(gate->fd[0], &byte, 1);
	while (got < 0 && errno == EINTR);
	must(got == 1);
}

static inline void pause_briefly(void)
{
	struct timespec time = { 0, 200 * 1000 };

	nanosleep(&time, NULL);
}

static inline ssize_t read_proc(pid_t id, const char *file, char *text, size_t size)
{
	char path[64];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", id, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	len = read(fd, text, size - 1);
	close(fd);
	text[len > 0 ? len : 0] = '\0';
	return len;
}

/* The letter of /proc/ID/stat, 0 if there is no such task. */
static inline char task_state(pid_t id)
{
	char text[512], *paren;

	if (read_proc(id, "stat", text, sizeof(text)) <= 0)
		return 0;
	paren = strrchr(text, ')');
	return paren ? paren[2] : 0;
}

static inline void await_state(pid_t id, const char *letters)
{
	char state;

	while ((state = task_state(id)) == 0 || !strchr(letters, state))
		pause_briefly();
}

static inline void await_gone(pid_t id)
{
	while (task_state(id))
		pause_briefly();
}

/*
 * Until the task stays stopped, as far as can be told when no event does: it is
 * "T", or "t" if somebody traces it, for a while.
 */
static inline void await_stopped(pid_t id)
{
	int times = 0;
	char state;

	while (times < 50) {
		state = task_state(id);
		times = state == 'T' || state == 't' ? times + 1 : 0;
		pause_briefly();
	}
}

/* A known difference, docs/ptrace.md: /proc shows a tracer's wait that vptrace has parked as
 * pause(). Scenarios look there only to know that the tracer sleeps. */
static inline bool is_call(long found, long nr)
{
	return found == nr ||
	       (found == SYS_pause && (nr == SYS_wait4 || nr == SYS_waitid));
}

static inline bool sleeps_in_call(pid_t id, long nr)
{
	char text[256], *end;
	char state = task_state(id);

	if (state != 'S' && state != 'D')
		return false;
	if (read_proc(id, "syscall", text, sizeof(text)) <= 0)
		return false;
	return is_call(strtol(text, &end, 10), nr) && end != text && *end == ' ';
}

/* Until the task really sleeps in that system call (not merely is about to). */
static inline void await_call(pid_t id, long nr)
{
	while (!sleeps_in_call(id, nr) || !sleeps_in_call(id, nr))
		pause_briefly();
}

static inline void await_word(int index, long value)
{
	while (atomic_load(&shared->word[index]) != value)
		pause_briefly();
}

/* A body that shows by shared->word[0] that it runs. */
static inline void spin(void)
{
	for (;;)
		atomic_fetch_add(&shared->word[0], 1);
}

static inline void await_spinning(void)
{
	long before = atomic_load(&shared->word[0]);

	while (atomic_load(&shared->word[0]) == before)
		pause_briefly();
}

static inline void sleep_forever(void)
{
	for (;;)
		pause();
}

/* ---- signals ------------------------------------------------------------- */

static inline void handle(int sig, void (*handler)(int, siginfo_t *, void *), int flags)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_sigaction = handler;
	action.sa_flags = SA_SIGINFO | flags;
	must(sigaction(sig, &action, NULL) == 0);
}

static inline void block_signal(int how, int sig)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	must(sigprocmask(how, &set, NULL) == 0);
}

/* A plain tgkill: raise(3) would add calls of its own. */
static inline void signal_self(int sig)
{
	syscall(SYS_tgkill, getpid(), gettid(), sig);
}

static inline const char *status_text(int status)
{
	char *text = scratch();

	if (status == 0xffff)
		snprintf(text, SCRATCH_SIZE, "continued");
	else if (WIFEXITED(status))
		snprintf(text, SCRATCH_SIZE, "exited %d", WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		snprintf(text, SCRATCH_SIZE, "killed %s", signal_name(WTERMSIG(status)));
	else if (status >> 16)
		snprintf(text, SCRATCH_SIZE, "stopped %s %s",
			 signal_name(WSTOPSIG(status)), event_name(status >> 16));
	else
		snprintf(text, SCRATCH_SIZE, "stopped %s", signal_name(WSTOPSIG(status)));
	return text;
}

static inline const char *code_name(int sig, int code)
{
	static const struct symbol any[] = {
		SYM(SI_USER),  SYM(SI_KERNEL), SYM(SI_QUEUE),
		SYM(SI_TIMER), SYM(SI_TKILL),  { 0, NULL },
	};
	static const struct symbol child[] = {
		SYM(CLD_EXITED),  SYM(CLD_KILLED),    SYM(CLD_DUMPED), SYM(CLD_TRAPPED),
		SYM(CLD_STOPPED), SYM(CLD_CONTINUED), { 0, NULL },
	};
	static const struct symbol trap[] = {
		SYM(TRAP_BRKPT),      SYM(TRAP_TRACE), { 3, "TRAP_BRANCH" },
		{ 4, "TRAP_HWBKPT" }, { 0, NULL },
	};
	static const struct symbol segv[] = {
		SYM(SEGV_MAPERR),
		SYM(SEGV_ACCERR),
		{ 0, NULL },
	};
	char *text;

	if (code <= 0 || code == SI_KERNEL)
		return symbol(any, code);
	if (sig == SIGCHLD)
		return symbol(child, code);
	if (sig == SIGSEGV)
		return symbol(segv, code);
	if (code >> 8) {
		text = scratch();
		snprintf(text, SCRATCH_SIZE, "%s<<8|%s", event_name(code >> 8),
			 signal_name(code & 0xff));
		return text;
	}
	if (code == SIGTRAP || code == (SIGTRAP | 0x80))
		return signal_name(code);
	return sig == SIGTRAP ? symbol(trap, code) : symbol(any, code);
}

static inline const char *info_text(const siginfo_t *info)
{
	char *text = scratch();
	int sig = info->si_signo, code = info->si_code;
	int len = snprintf(text, SCRATCH_SIZE, "%s %s", signal_name(sig),
			   code_name(sig, code));
	bool child = sig == SIGCHLD && code > 0 && code != SI_KERNEL;
	bool fault = code > 0 && code < 0x80 && code != SIGTRAP && !child;

	if (fault)
		return text;
	len += snprintf(text + len, SCRATCH_SIZE - len, " pid=%s",
			task_name(info->si_pid));
	if (info->si_uid == getuid())
		len += snprintf(text + len, SCRATCH_SIZE - len, " uid=own");
	else
		len += snprintf(text + len, SCRATCH_SIZE - len, " uid=%u", info->si_uid);
	if (code == SI_QUEUE)
		snprintf(text + len, SCRATCH_SIZE - len, " value=%d",
			 info->si_value.sival_int);
	else if (child && (code == CLD_EXITED))
		snprintf(text + len, SCRATCH_SIZE - len, " status=%d", info->si_status);
	else if (child && info->si_status >> 8)
		snprintf(text + len, SCRATCH_SIZE - len, " status=%s<<8|%s",
			 event_name(info->si_status >> 8),
			 signal_name(info->si_status & 0xff));
	else if (child)
		snprintf(text + len, SCRATCH_SIZE - len, " status=%s",
			 signal_name(info->si_status));
	return text;
}

/* ---- ptrace -------------------------------------------------------------- */

/* The system call itself: the result, or minus the errno. */
static inline long ptrace_call(long request, pid_t pid, unsigned long addr,
			       unsigned long data)
{
	long result = syscall(SYS_ptrace, request, pid, addr, data);

	return result < 0 ? -errno : result;
}

static inline const char *result_text(long result)
{
	char *text;

	if (result == 0)
		return "ok";
	if (result < 0)
		return error_name(-result);
	text = scratch();
	snprintf(text, SCRATCH_SIZE, "%ld", result);
	return text;
}

static inline bool resumes(long request)
{
	return request == PTRACE_CONT || request == PTRACE_SYSCALL ||
	       request == PTRACE_SINGLESTEP || request == PTRACE_SYSEMU ||
	       request == PTRACE_DETACH || request == PTRACE_KILL;
}

/*
 * What resumes a task is printed beforehand, as the task may print something
 * too; its outcome only if it fails.
 */
static inline long show_ptrace(const char *name, long request, pid_t pid,
			       unsigned long addr, unsigned long data)
{
	long result;

	if (resumes(request))
		say("%s(%s)", name, task_name(pid));
	result = ptrace_call(request, pid, addr, data);
	if (!resumes(request) || result < 0)
		say("%s(%s) = %s", name, task_name(pid), result_text(result));
	return result;
}

/* A request that is part of the transcript, and one that is only a means. */
#define TRY(request, pid, addr, data) \
	show_ptrace(#request, request, pid, (unsigned long)(addr), (unsigned long)(data))
#define DO(request, pid, addr, data)                                            \
	do {                                                                    \
		long result_ = ptrace_call(request, pid, (unsigned long)(addr), \
					   (unsigned long)(data));              \
		errno = result_ < 0 ? -result_ : 0;                             \
		must(result_ >= 0 && #request);                                 \
	} while (0)

static inline const char *whom_text(pid_t pid)
{
	if (pid == -1)
		return "any";
	if (pid == 0)
		return "own group";
	return pid < 0 ? "group" : task_name(pid);
}

static inline int show_wait_(pid_t pid, int options, const char *text)
{
	int status = 0;
	pid_t got = waitpid(pid, &status, options);
	int error = errno;
	const char *comma = strcmp(text, "0") ? ", " : "";

	if (strcmp(text, "0") == 0)
		text = "";
	if (got < 0)
		say("wait(%s%s%s) = %s", whom_text(pid), comma, text, error_name(error));
	else if (got == 0)
		say("wait(%s%s%s) = nothing yet", whom_text(pid), comma, text);
	else
		say("wait(%s%s%s) = %s %s", whom_text(pid), comma, text, task_name(got),
		    status_text(status));
	return got > 0 ? status : -1;
}

/* Prints the wait and its outcome; the status, -1 if there is none. */
#define show_wait(pid, options) show_wait_(pid, options, #options)

static inline int show_waitid_(idtype_t type, id_t id, int options, const char *text)
{
	siginfo_t info;
	int result;

	memset(&info, 0, sizeof(info));
	result = waitid(type, id, &info, options);
	if (result < 0)
		say("waitid(%s) = %s", text, error_name(errno));
	else if (info.si_pid == 0)
		say("waitid(%s) = nothing yet, signo=%s", text,
		    signal_name(info.si_signo));
	else
		say("waitid(%s) = %s", text, info_text(&info));
	return result;
}

#define show_waitid(type, id, options) \
	show_waitid_(type, id, options, #type ", " #options)

/* A wait that is only a means. */
static inline int wait_quietly(pid_t pid)
{
	int status;

	must(waitpid(pid, &status, __WALL) == pid);
	return status;
}

static inline void expect_stop(pid_t pid, int sig)
{
	int status = wait_quietly(pid);

	if (!WIFSTOPPED(status) || WSTOPSIG(status) != sig) {
		say("BROKEN: %s should have stopped by %s but %s", task_name(pid),
		    signal_name(sig), status_text(status));
		_exit(1);
	}
}

static inline void show_siginfo(pid_t pid)
{
	siginfo_t info;
	long result;

	memset(&info, 0, sizeof(info));
	result = ptrace_call(PTRACE_GETSIGINFO, pid, 0, (unsigned long)&info);
	say("siginfo of %s: %s", task_name(pid),
	    result < 0 ? error_name(-result) : info_text(&info));
}

static inline unsigned long event_message(pid_t pid)
{
	unsigned long message = 0;

	DO(PTRACE_GETEVENTMSG, pid, 0, &message);
	return message;
}

static inline struct user_regs_struct get_regs(pid_t pid)
{
	struct user_regs_struct regs;

	DO(PTRACE_GETREGS, pid, 0, &regs);
	return regs;
}

static inline void set_regs(pid_t pid, const struct user_regs_struct *regs)
{
	DO(PTRACE_SETREGS, pid, 0, regs);
}

/* At a stop before a system call: make it another one, or none (-1) that returns `result`. */
static inline void set_call(pid_t pid, long nr, long result)
{
	struct user_regs_struct regs = get_regs(pid);

	regs.orig_rax = nr;
	regs.rax = result;
	set_regs(pid, &regs);
}

/* /proc/PID/mem, for reading and writing. */
static inline int open_memory(pid_t pid)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	fd = open(path, O_RDWR);
	must(fd >= 0);
	return fd;
}

/* A result of that system call: a task by name, an errno, a small number. */
static inline const char *value_text(long nr, long value)
{
	char *text = scratch();

	if (value < 0 && value > -4096) {
		snprintf(text, SCRATCH_SIZE, "-%s", error_name(-value));
		return text;
	}
	switch (nr) {
	case SYS_getpid:
	case SYS_gettid:
	case SYS_getppid:
	case SYS_fork:
	case SYS_vfork:
	case SYS_clone:
	case SYS_clone3:
	case SYS_wait4:
		return task_name(value);
	}
	if (value < 0 || value >= 4096)
		return "large";
	snprintf(text, SCRATCH_SIZE, "%ld", value);
	return text;
}

/* The interrupted call and its result so far, at a stop that is not a syscall-stop. */
static inline void show_interrupted_call(pid_t pid)
{
	struct user_regs_struct regs = get_regs(pid);

	say("%s is in %s, rax %s", task_name(pid),
	    (long)regs.orig_rax < 0 ? "no call" : call_name(regs.orig_rax),
	    value_text(regs.orig_rax, regs.rax));
}

/* What PTRACE_GET_SYSCALL_INFO tells. */
static inline void show_call(pid_t pid)
{
	struct ptrace_syscall_info info;
	long result;

	memset(&info, 0, sizeof(info));
	result = ptrace_call(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info),
			     (unsigned long)&info);
	if (result < 0)
		say("syscall of %s: %s", task_name(pid), error_name(-result));
	else if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		say("syscall of %s: entry %s", task_name(pid), call_name(info.entry.nr));
	else if (info.op == PTRACE_SYSCALL_INFO_EXIT)
		say("syscall of %s: exit %s%s", task_name(pid),
		    value_text(get_regs(pid).orig_rax, info.exit.rval),
		    info.exit.is_error ? " (error)" : "");
	else if (info.op == PTRACE_SYSCALL_INFO_SECCOMP)
		say("syscall of %s: seccomp %s data=%u", task_name(pid),
		    call_name(info.seccomp.nr), info.seccomp.ret_data);
	else
		say("syscall of %s: none", task_name(pid));
}

/* A child that is this process's tracee by TRACEME, stopped by a SIGSTOP of its own. */
static inline pid_t start_traced_as(const char *name, void (*body)(void))
{
	pid_t pid = fork_as(name);

	if (pid == 0) {
		DO(PTRACE_TRACEME, 0, 0, 0);
		signal_self(SIGSTOP);
		body();
		_exit(0);
	}
	expect_stop(pid, SIGSTOP);
	return pid;
}

static inline pid_t start_traced(void (*body)(void))
{
	return start_traced_as("tracee", body);
}

/* A child that was seized with these options before it runs the body. */
static inline pid_t start_seized_as(const char *name, void (*body)(void),
				    unsigned long options)
{
	struct gate go = gate_new();
	pid_t pid = fork_as(name);

	if (pid == 0) {
		gate_pass(&go);
		body();
		_exit(0);
	}
	DO(PTRACE_SEIZE, pid, 0, options);
	gate_open(&go);
	close(go.fd[0]);
	close(go.fd[1]);
	return pid;
}

static inline pid_t start_seized(void (*body)(void), unsigned long options)
{
	return start_seized_as("tracee", body, options);
}

/* An untraced child. */
static inline pid_t start_as(const char *name, void (*body)(void))
{
	pid_t pid = fork_as(name);

	if (pid == 0) {
		body();
		_exit(0);
	}
	return pid;
}

/* A group of its own: in an orphaned one the stop signals of a terminal do nothing. */
static inline void own_group(pid_t pid)
{
	must(setpgid(pid, pid) == 0);
}

static inline void attach(pid_t pid)
{
	DO(PTRACE_ATTACH, pid, 0, 0);
	expect_stop(pid, SIGSTOP);
}

/* Resumes it and shows where it stops next. */
static inline int resume(long request, pid_t pid, int sig)
{
	DO(request, pid, 0, sig);
	return show_wait_(pid, __WALL, "0");
}

static inline void kill_and_reap(pid_t pid)
{
	int status;

	kill(pid, SIGKILL);
	do
		must(waitpid(pid, &status, __WALL) == pid);
	while (WIFSTOPPED(status));
}

/* A seccomp filter of the task's own. */
static inline void install_filter(struct sock_filter *code, unsigned short count)
{
	struct sock_fprog program = { count, code };

	must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	must(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

/* A filter that has this verdict on one system call, and lets all others pass. */
static inline void filter_call(long nr, unsigned verdict)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)nr, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, verdict),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	install_filter(code, 4);
}

/* Some virtual machines take the settings of the debug registers, and never trap. */
static inline void need_watchpoints(void)
{
	static volatile long watched;
	pid_t pid = fork_as("probe");
	int status;

	if (pid == 0) {
		DO(PTRACE_TRACEME, 0, 0, 0);
		signal_self(SIGSTOP);
		watched = 1;
		_exit(0);
	}
	expect_stop(pid, SIGSTOP);
	ptrace_call(PTRACE_POKEUSR, pid, offsetof(struct user, u_debugreg[0]),
		    (unsigned long)&watched);
	ptrace_call(PTRACE_POKEUSR, pid, offsetof(struct user, u_debugreg[7]), 0xd0001);
	DO(PTRACE_CONT, pid, 0, 0);
	status = wait_quietly(pid);
	if (WIFEXITED(status))
		skip("the debug registers of this machine do not trap");
	kill_and_reap(pid);
}

/* Like strace on one task: each stop, signals passed on, until it is gone. */
static inline void trace_calls_to_the_end(pid_t pid)
{
	int status, sig = 0;

	for (;;) {
		DO(PTRACE_SYSCALL, pid, 0, sig);
		status = show_wait_(pid, __WALL, "0");
		if (!WIFSTOPPED(status))
			return;
		sig = 0;
		if ((WSTOPSIG(status) & 0x7f) == SIGTRAP)
			show_call(pid);
		else
			sig = WSTOPSIG(status);
	}
}

#endif
