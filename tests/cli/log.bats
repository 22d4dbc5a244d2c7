# vptrace run --log: the conversation between tools and kernel, a line for each ptrace
# call, stop and wait result.

load cli

# requested REQUEST [FILE]: the lines with that request, by its name in ptrace.h or short.
requested() { grep -E "ptrace\((PTRACE_)?$1," "${@:2}"; }

@test "the log names the requests of strace" {
    run -0 vptrace run --log "$LOG" -- strace -o trace "$PROG/walk"
    for request in SEIZE SETOPTIONS SYSCALL GET_SYSCALL_INFO; do
        requested $request "$LOG" >requests || { echo "no $request"; return 1; }
    done
    grep -qE '\bwait(4|id)?\b' "$LOG"
}

@test "the log names the requests of gdb" {
    run -0 vptrace run --log "$LOG" -- gdb -nx -batch -ex 'break square' -ex run -ex bt -ex kill "$PROG/walk"
    for request in TRACEME SETOPTIONS CONT GETREGS GETSIGINFO; do
        requested $request "$LOG" >requests || { echo "no $request"; return 1; }
    done
}

@test "the log has a line for each ptrace call that returned" {
    # The outer strace counts what the inner one calls.
    run -0 vptrace run --log "$LOG" -- strace -f -q -e trace=ptrace -o calls strace -o trace "$PROG/walk"
    # By the inner strace: the one that made the calls to the process that executed walk.
    inner=$(sed -n 's/^\([0-9]*\) *ptrace(PTRACE_GET_SYSCALL_INFO.*/\1/p' calls | tail -n 1)
    [ -n "$inner" ]
    for request in GET_SYSCALL_INFO SYSCALL; do
        counted=$(grep -w "^$inner" calls | requested $request | wc -l)
        logged=$(grep "^[^ ]* $inner " "$LOG" | requested $request | wc -l)
        echo "$request: $counted calls, $logged lines"
        [ "$counted" -gt 20 ]
        [ "$counted" -eq "$logged" ]
    done
}

@test "the log tells what a wait reported, and how a waitid asked" {
    run -0 vptrace run --log "$LOG" -- strace -f -o trace sh -c 'sh -c "exit 3"; exit 0'
    grep -qE ' wait\(-1\) = [0-9]+ exited 3$' "$LOG"
    rm -f "$LOG"
    run -0 vptrace run --log "$LOG" -- "${VPTRACE%/*}/tests/diff/dead_tracee_threads_are_waited_for_one_by_one"
    grep -qE ' waitid\(P_PID, ([0-9]+)\) = 0: \1 exited 9$' "$LOG"
}

@test "the log tells a failed request's error" {
    # No process has the last number of all.
    run -1 vptrace run --log "$LOG" -- strace -o trace -p 4194303
    requested SEIZE "$LOG" | grep -qw ESRCH
    [ "$(id -u)" -ne 0 ] || return 0
    run -1 vptrace run --log "$LOG" -- strace -o trace -p 1
    requested SEIZE "$LOG" | grep -qw EPERM
}

@test "the log tells stops and what waits returned" {
    run -0 vptrace run --log "$LOG" -- strace -o trace "$PROG/calls"
    grep -q 'stop.*SIGUSR1' "$LOG"
    grep -q 'wait.*SIGUSR1' "$LOG"
    grep -qi 'exited' "$LOG"
}

@test "every line of the log begins with a time" {
    run -0 vptrace run --log "$LOG" -- strace -o trace "$PROG/walk"
    [ -s "$LOG" ]
    run ! grep -vE '^ *[0-9:]+\.[0-9]+' "$LOG"
}

@test "without --log nothing is written" {
    run -0 vptrace run -- "$PROG/walk"
    [ -z "$output" ]
    [ -z "$(ls)" ]
}
