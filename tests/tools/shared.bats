# Several tracers of one task at once, which the kernel never lets happen. Each of
# them must see what it sees alone on the bare kernel.

load helpers

@test "gdb attaches to a process that strace -f traces" {
    gdb_alone() {
        start_server
        gdb -p "$SERVER" -ex bt -ex 'break served' -ex 'shell echo go >in' -ex continue -ex 'print number' -ex detach 2>&1
        hear 'served 1'
        ask 2
        stop_server
    }
    gdb_beside_strace() {
        start_server strace -f -q -o trace
        gdb -p "$SERVER" -ex bt -ex 'break served' -ex 'shell echo go >in' -ex continue -ex 'print number' -ex detach 2>&1
        hear 'served 1'
        ask 2
        stop_server
    }
    record alone bare bash -c "$(scenario gdb_alone)"
    record shared vp bash -c "$(scenario gdb_beside_strace)"
    diff -u "$BATS_TEST_TMPDIR/alone" "$BATS_TEST_TMPDIR/shared"
    grep -q 'write(1, "served 1\\n", 9)' trace
    grep -q '+++ exited with 7 +++' trace
}

@test "strace -p traces a process that gdb holds" {
    strace_alone() {
        start_server
        start words strace -o trace -p "$SERVER"
        await '*attached' >/dev/null
        wait_until grep -q '(' trace
        ask 1
        ask 2
        stop_server
        finish >/dev/null
        cat trace
    }
    # gdb holds the server until strace is there, then lets it go on, and leaves.
    strace_beside_gdb() {
        start_server
        mkfifo held go
        gdb -p "$SERVER" -ex 'shell echo held >held; read -r _ <go' -ex detach >gdb_words 2>&1 &
        debugger=$!
        read -r _ <held
        start words strace -o trace -p "$SERVER"
        await '*attached' >/dev/null
        echo go >go
        wait "$debugger"
        wait_until grep -q '(' trace
        ask 1
        ask 2
        stop_server
        finish >/dev/null
        cat trace
    }
    record alone bare bash -c "$(scenario strace_alone)"
    record shared vp bash -c "$(scenario strace_beside_gdb)"
    diff -u "$BATS_TEST_TMPDIR/alone" "$BATS_TEST_TMPDIR/shared"
    said '^server ended with 7' shared
}

@test "strace -p traces on while gdb stops the program at breakpoints" {
    strace_beside_gdb() {
        start_server
        mkfifo held go
        gdb -p "$SERVER" -ex 'break served' -ex 'shell echo held >held; read -r _ <go' \
            -ex 'shell echo go >in' -ex continue -ex 'print number' -ex detach >gdb_words 2>&1 &
        debugger=$!
        read -r _ <held
        start words strace -o trace -p "$SERVER"
        await '*attached'
        echo go >go
        hear 'served 1'
        wait "$debugger"
        ask 2
        stop_server
        finish
        cat gdb_words trace
    }
    record shared vp bash -c "$(scenario strace_beside_gdb)"
    said '^Breakpoint 1, served \(number=1\)' shared
    said '^write\(1, "served 1\\n", 9\) += 9' shared
    said '^write\(1, "served 2\\n", 9\) += 9' shared
    said '^\+\+\+ exited with 7 \+\+\+' shared
}

@test "two straces of one process make the same trace" {
    one() {
        start_server
        start first strace -o trace1 -p "$SERVER"
        await '*attached' >/dev/null
        wait_until grep -q '(' trace1
        ask 1
        stop_server
        finish
        cat trace1
    }
    two() {
        start_server
        start first strace -o trace1 -p "$SERVER"
        await '*attached' >/dev/null
        wait_until grep -q '(' trace1
        first=$STARTED
        start second strace -o trace2 -p "$SERVER"
        await '*attached' >/dev/null
        wait_until grep -q '(' trace2
        ask 1
        stop_server
        finish
        wait "$first"
        cat trace1
    }
    record alone bare bash -c "$(scenario one)"
    record shared vp bash -c "$(scenario two)"
    diff -u "$BATS_TEST_TMPDIR/alone" "$BATS_TEST_TMPDIR/shared"
    # The second one's trace too is a lone strace's.
    "$TOOLS/normalise" <trace1 >one
    "$TOOLS/normalise" <trace2 >two
    diff -u one two
}

@test "one strace leaves and the other traces on" {
    leave() {
        start_server
        start first strace -o trace1 -p "$SERVER"
        await '*attached'
        wait_until grep -q '(' trace1
        first=$STARTED
        start second strace -o trace2 -p "$SERVER"
        await '*attached'
        wait_until grep -q '(' trace2
        ask 1
        kill -TERM "$first"
        wait "$first"
        ask 2
        stop_server
        finish
        grep -c served trace1 trace2
    }
    record shared vp bash -c "$(scenario leave)"
    said '^trace1:1' shared
    said '^trace2:2' shared
    said '^server ended with 7' shared
}

@test "after the last tracer has left nobody traces the process" {
    leave() {
        start_server
        start first strace -o trace1 -p "$SERVER"
        await '*attached'
        first=$STARTED
        start second strace -o trace2 -p "$SERVER"
        await '*attached'
        kill -TERM "$first" "$STARTED"
        wait "$first"
        finish
        ask 1
        grep -h ^TracerPid /proc/"$SERVER"/task/*/status
        stop_server
    }
    record shared vp bash -c "$(scenario leave)"
    said '^TracerPid:.0$' shared
    said '^server ended with 7' shared
}

@test "a second gdb looks at a process that a first one holds" {
    two() {
        start_server
        mkfifo held go
        gdb -p "$SERVER" -ex 'shell echo held >held; read -r _ <go' -ex 'call served(5)' -ex detach >gdb_words 2>&1 &
        debugger=$!
        read -r _ <held
        gdb -p "$SERVER" -ex 'bt' -ex 'up' -ex detach 2>&1
        echo go >go
        hear 'served 5'
        wait "$debugger"
        cat gdb_words
        stop_server
    }
    record shared vp bash -c "$(scenario two)"
    [ "$(grep -c 'in main (' "$BATS_TEST_TMPDIR/shared")" -ge 1 ]
    [ "$(grep -c 'detached\]' "$BATS_TEST_TMPDIR/shared")" -eq 2 ]
    said '^server ended with 7' shared
}

@test "gcore writes a core file of a process that strace traces" {
    core() {
        start_server strace -f -q -o trace
        gcore -o core "$SERVER"
        ask 1
        stop_server
        gdb -ex bt "$PROG/serve" "core.$SERVER"
    }
    record shared vp bash -c "$(scenario core)"
    said '^Saved corefile core' shared
    said 'in main \(' shared
    said '^server ended with 7' shared
    grep -q '+++ exited with 7 +++' trace
}

@test "strace -f traces a gdbserver at work" {
    remote() { debug_remotely "$PROG/threads" -ex 'break work' -ex continue -ex bt -ex 'delete' -ex continue; }
    record bare bare bash -c "$(scenario remote)"
    record shared vp strace -f -q -o trace bash -c "$(scenario remote)"
    diff -u "$BATS_TEST_TMPDIR/bare" "$BATS_TEST_TMPDIR/shared"
    grep -q 'ptrace(PTRACE_CONT' trace
}

@test "a tracer is not let trace its own tracer" {
    # Bare, this makes two processes that no signal but a reboot's ends. Only ever under vptrace.
    cycle() {
        # sh's parent is the outer strace.
        timeout -k 5 20 strace -f -q -o trace sh -c 'strace -o /dev/null -p $PPID; echo "inner ended with $?"' 2>&1
        echo "outer ended with $?"
    }
    record shared vp bash -c "$(scenario cycle)"
    said 'Operation not permitted' shared
    said '^inner ended with 1' shared
    said '^outer ended with 0' shared
    grep -q 'ptrace(SEIZE, .*EPERM: a cycle' "$LOG"
}

@test "TracerPid in /proc never makes a tool give up" {
    # A program that looks whether it is traced still runs to its end below two tracers.
    record shared vp strace -f -q -o outer strace -f -q -o inner sh -c 'sed -n /^TracerPid/p /proc/$$/status; exit 4'
    said '^status 4' shared
}

@test "sixty-four tracers come, detach, die and stay" {
    limited "$PROG/crowd" 1 >alone
    vp "$PROG/crowd" 1 >inside
    diff -u alone inside
    vp "$PROG/crowd" 64 >crowd
    diff -u - crowd <<'END'
the task ended with 0x700
stays: 30 entries, 30 exits, 0 out of turn, end 0x700
stays: 16
detaches: 10 entries, 10 exits, 0 out of turn, end 0
detaches: 16
is killed: 10 entries, 10 exits, 0 out of turn, end 0
is killed: 16
comes late: 10 entries, 10 exits, 0 out of turn, end 0x700
comes late: 16
END
}

@test "a tracer loses a program that has more rights than it" {
    [ "$(id -u)" -eq 0 ] || skip "needs root, to make a program of another user's"
    as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    cp /usr/bin/id id
    chmod 755 "$BATS_TEST_TMPDIR"
    chmod 4755 id
    mkdir -m 777 weak
    [ "$("${as_nobody[@]}" ./id -u)" -eq 0 ] || skip "no set-user-ID programs on this file system"
    # alone it gains nothing, as on the bare kernel
    [ "$(vp "${as_nobody[@]}" strace -o weak/alone ./id -u)" -eq 65534 ]
    grep -q '^geteuid() *= 65534' weak/alone
    # root's strace has the kernel give it the rights
    [ "$(vp strace -f -q -o strong "${as_nobody[@]}" strace -o weak/beside ./id -u)" -eq 0 ]
    grep -q 'geteuid() *= 0' strong
    [ "$(grep -c '^execve' weak/beside)" -eq 1 ]
    ! grep -q '^geteuid' weak/beside
}

# What /proc says of a filter is all that a checkpointer has to go by, and /proc tells of ours.
@test "seccomp filters are saved and restored as /proc tells of them" {
    [ "$(id -u)" -eq 0 ] || skip "needs root, to see filters"
    for own in 0 1 3; do
        record alone bare "$PROG/filters" "$own"
        record inside vp "$PROG/filters" "$own"
        record shared vp strace -f -o trace "$PROG/filters" "$own"
        for run in inside shared; do
            diff -u "$BATS_TEST_TMPDIR/alone" "$BATS_TEST_TMPDIR/$run"
        done
    done
}
