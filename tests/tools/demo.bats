# The demo's five: what people try first, and what one tracer per task forbids.

load helpers

@test "a leak is reported under strace -f" {
    record alone bare "$PROG/asan_leak"
    record vptrace vp strace -f -o trace "$PROG/asan_leak"
    diff -u "$BATS_TEST_TMPDIR/alone" "$BATS_TEST_TMPDIR/vptrace"
    said 'SUMMARY: AddressSanitizer: 64 byte\(s\) leaked'
    grep -q '+++ exited with 1 +++' trace
}

@test "a leak is reported under gdb" {
    record vptrace vp gdb -nx -batch -ex run "$PROG/asan_leak"
    said 'SUMMARY: AddressSanitizer: 64 byte\(s\) leaked'
    said '^\[Inferior 1 \(process P[0-9]+\) exited with code 01\]'
}

@test "gdb debugs a threaded program below strace -f" {
    local gdb=(gdb -nx -batch -ex 'break main' -ex run -ex bt -ex continue "$PROG/threads")

    record bare bare "${gdb[@]}"
    record vptrace vp strace -f -q -o trace "${gdb[@]}"
    diff -u "$BATS_TEST_TMPDIR/bare" "$BATS_TEST_TMPDIR/vptrace"
    said '^Breakpoint 1, main \(\)'
    said '^#0 main \(\)'
    said 'exited normally'
    # gdb itself, its inferior and the inferior's three threads, each to its end.
    [ "$(grep -c '+++ exited with 0 +++' trace)" -ge 5 ]
}

@test "strace traces strace, both with children" {
    record bare bare ls /
    record vptrace vp strace -f -o outer strace -f -o inner ls /
    diff -u "$BATS_TEST_TMPDIR/bare" "$BATS_TEST_TMPDIR/vptrace"
    grep -q '+++ exited with 0 +++' inner
    grep -q 'execve("/[a-z/]*bin/ls"' inner
    # The outer one sees the inner one at its work, and also what that traces.
    grep -q 'ptrace(PTRACE_SYSCALL' outer
    grep -q 'execve("/[a-z/]*bin/ls"' outer
}

@test "gdb alone says what it says bare" {
    same_gdb -ex 'break square' -ex run -ex bt -ex 'info locals' -ex 'print total' -ex continue -ex kill "$PROG/walk"
    said '^Breakpoint 1, square'
}

@test "strace alone says what it says bare" {
    strace_alone() { strace -o trace "$PROG/walk"; cat trace; }
    same_scenario strace_alone
    said '\+\+\+ exited with 0 \+\+\+'
}
