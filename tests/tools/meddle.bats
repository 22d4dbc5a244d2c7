#!/usr/bin/env bats
# The active tracer of the differential suite (tests/diff/active): on the bare kernel, as the
# only tracer, it is not noticed by what runs below it, wherever it begins to count.

load helpers

# unnoticed CMD…: it says and does the same below the tracer, which has complained of nothing.
unnoticed() {
    local phase

    record alone bare "$@"
    for phase in 0 3 7 10; do
        record below bare env "MEDDLE_PHASE=$phase" "MEDDLE_LOG=$BATS_TEST_TMPDIR/did.$phase" \
            "$(dirname "$VPTRACE")/tests/diff/active/meddle" "$@"
        diff -u --label alone --label "below, phase $phase" \
            "$BATS_TEST_TMPDIR/alone" "$BATS_TEST_TMPDIR/below" || return
    done
}

# did WORDS…: … each of these things, in one phase or another.
did() {
    local words

    for words in "$@"; do
        grep -q -- "$words" "$BATS_TEST_TMPDIR"/did.* || {
            echo "never: $words"
            return 1
        }
    done
}

@test "a command and its system calls" {
    unnoticed "$PROG/calls"
    did STEP CONT plants "hits" removes
    unnoticed ls /
}

@test "functions, below a walk of steps" { unnoticed "$PROG/walk"; }

@test "processes that fork and execute others" {
    unnoticed "$PROG/forks"
    unnoticed "$PROG/forks" "$PROG/calls"
    did "event 1" "event 4"
}

@test "processes in pipes, and their status" {
    unnoticed sh -c 'ls / | sort -r | wc -l; (exit 3); echo $?; exit 5'
    did interrupted
}

@test "threads that take turns" {
    unnoticed "$PROG/threads"
    did "event 3" hits
    unnoticed sh -c 'printf "\n\n" | "$PROG/rounds"'
}

@test "signals that are handled, ignored and deadly" {
    unnoticed "$PROG/signals"
    did "signal 10"
}

@test "a shell that is stopped and goes on" {
    # Whether it is stopped its parent is told; /proc shows the tracer's stops as well.
    # shellcheck disable=SC2016 # for the inner shell
    unnoticed bash -c '
        exec 2>/dev/null # what bash says of its jobs is a matter of luck
        set -m
        sh -c "trap \"echo continued\" CONT; kill -STOP \$\$; echo end" &
        wait $!
        echo "changed: $?"
        kill -CONT $!
        while kill -0 $!; do wait $!; done
        exit 3'
    did "event stop 19"
}
