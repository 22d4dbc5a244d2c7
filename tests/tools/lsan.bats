# LeakSanitizer, which traces its own process from a helper thread: alone, and
# where a tracer was there before it. Its report must be the one that it gives bare.

load helpers

# same_report TRACER… PROGRAM: what PROGRAM says below a tracer is what it says without.
same_report() {
    record alone bare "${*: -1}"
    said 'ERROR: LeakSanitizer: detected memory leaks' alone
    record vptrace vp "$@"
    diff -u --label alone --label "below a tracer" "$BATS_TEST_TMPDIR/alone" "$BATS_TEST_TMPDIR/vptrace"
}

@test "AddressSanitizer's leak check works with no other tracer" {
    same "$PROG/asan_leak"
    said 'SUMMARY: AddressSanitizer: 64 byte\(s\) leaked in 1'
}

@test "AddressSanitizer's leak check works beside threads" {
    same "$PROG/asan_leak_threads"
    said 'SUMMARY: AddressSanitizer: 64 byte\(s\) leaked in 1'
}

@test "LeakSanitizer by itself works with no other tracer" {
    same "$PROG/lsan_leak"
    said 'SUMMARY: LeakSanitizer: 64 byte\(s\) leaked in 1'
}

@test "AddressSanitizer's leak check works under strace" {
    same_report strace -o trace "$PROG/asan_leak"
}

@test "LeakSanitizer by itself works under strace -f" {
    same_report strace -f -q -o trace "$PROG/lsan_leak"
}

@test "a leak beside threads is reported under strace -f" {
    same_report strace -f -q -o trace "$PROG/asan_leak_threads"
    # No thread's end is lost to strace: the main one and three more.
    [ "$(grep -c '+++ exited with 1 +++' trace)" -eq 4 ]
}

@test "a leak is reported under strace --seccomp-bpf -f" {
    same_report strace --seccomp-bpf -f -q -e trace=openat -o trace "$PROG/asan_leak"
}

@test "LeakSanitizer by itself works under gdb" {
    record vptrace vp gdb -nx -batch -ex run "$PROG/lsan_leak"
    said 'SUMMARY: LeakSanitizer: 64 byte\(s\) leaked in 1'
    said '^\[Inferior 1 \(process P[0-9]+\) exited with code 027\]'
}

@test "a leak beside threads is reported under gdb" {
    record vptrace vp gdb -nx -batch -ex run "$PROG/asan_leak_threads"
    said 'SUMMARY: AddressSanitizer: 64 byte\(s\) leaked in 1'
    said '^\[Inferior 1 \(process P[0-9]+\) exited with code 01\]'
}

@test "gdb's breakpoints do not spoil the leak check" {
    record vptrace vp gdb -nx -batch -ex 'break lose' -ex run -ex bt -ex continue "$PROG/asan_leak"
    said '^Breakpoint 1, lose \(\)'
    said 'SUMMARY: AddressSanitizer: 64 byte\(s\) leaked in 1'
    said 'exited with code 01'
}

@test "a leak is reported under gdb under strace -f" {
    not_below_strace "a strace of a strace makes ten calls for one, and so on"
    record vptrace vp strace -f -q -o trace gdb -nx -batch -ex run "$PROG/asan_leak"
    said 'SUMMARY: AddressSanitizer: 64 byte\(s\) leaked in 1'
    said 'exited with code 01'
    grep -q '+++ exited with 1 +++' trace
}

@test "a leak is reported below two straces" {
    not_below_strace "a strace of a strace makes ten calls for one, and so on"
    same_report strace -f -q -o one strace -f -q -o two "$PROG/lsan_leak"
}

@test "a leak is reported beside three straces" {
    not_below_strace "a strace of a strace makes ten calls for one, and so on"
    three() {
        mkfifo in
        "$PROG/asan_leak" wait <in &
        leaking=$!
        exec {TO}>in
        wait_until is_asleep "$leaking"
        for name in one two three; do
            start words_$name strace -f -o $name -p "$leaking"
            await '*attached' >attached
            straces+=("$STARTED")
        done
        say now
        wait "$leaking"
        status=$?
        wait "${straces[@]}"
        return "$status"
    }
    record alone bare "$PROG/asan_leak"
    record vptrace vp bash -c "$(scenario three)"
    diff -u --label alone --label "beside tracers" "$BATS_TEST_TMPDIR/alone" "$BATS_TEST_TMPDIR/vptrace"
    for name in one two three; do
        grep -q '+++ exited with 1 +++' $name
    done
}
