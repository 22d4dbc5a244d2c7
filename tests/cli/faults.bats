# kill -9 of anyone at any time: no process is lost, and none hangs.

load cli

# served_under_strace: starts the server under strace in a session, and leaves it asleep.
served_under_strace() {
    start_server "$VPTRACE" run --log "$LOG" -- strace -f -q -o trace
}

@test "the supervisor dies: the traced program goes on to its end" {
    served_under_strace
    ask 1
    kill -KILL "$(helper vptrace-super)"
    ask 2
    say exit
    timeout "$LIMIT" tail --pid="$TRACER" -s 0.05 -f /dev/null
    [ -z "$(left_behind)" ]
    [ ! -e "/proc/$SERVER" ]
}

@test "the supervisor dies while gdb holds the program: it goes on" {
    start_server
    say exit
    wait "$TRACER" || true
    enter again
    mkfifo held
    cat >script <<END
break work
run
shell echo held >held
shell read -r _ <held
continue
continue
continue
continue
END
    behind words "$VPTRACE" run --log "$LOG" -- gdb -nx -batch -x script "$PROG/threads"
    read -r _ <held
    kill -KILL "$(helper vptrace-super)"
    echo >held
    # What gdb says then is its own affair; that it ends is ours.
    timeout "$LIMIT" tail --pid="$STARTED" -s 0.05 -f /dev/null
    [ -z "$(left_behind)" ]
}

@test "the supervisor dies: programs that nobody traces notice nothing" {
    mkfifo gate
    behind words "$VPTRACE" run --log "$LOG" -- bash -c 'echo ready; read -r _ <gate; for i in 1 2 3; do sh -c "exit $i"; echo "child $?"; done; exit 9'
    await ready
    kill -KILL "$(helper vptrace-super)"
    echo >gate
    await 'child 3'
    ends_with 9 "$STARTED"
}

@test "the supervisor dies: a wait that it held goes back to the kernel" {
    mkfifo gate
    # The shell waits for a child that is traced, and for one that is not.
    behind words "$VPTRACE" run --log "$LOG" -- bash -c 'strace -f -q -o trace cat gate & echo ready; wait $!; echo "waited $?"; exit 9'
    await ready
    wait_until grep -qs 'openat.*gate' trace
    kill -KILL "$(helper vptrace-super)"
    echo >gate
    await 'waited *'
    ends_with 9 "$STARTED"
}

@test "the supervisor dies: a tracer whose wait is parked gets an answer" {
    mkfifo gate
    # No child of strace's makes its wait last in the kernel.
    behind words "$VPTRACE" run --log "$LOG" -- bash -c 'cat gate & strace -q -o trace -p $! & tracer=$!; echo "$tracer" >tracer; wait $tracer; echo "ended $?"; exit 4'
    wait_until grep -qs gate trace
    wait_until grep -qs '^34 ' "/proc/$(cat tracer)/syscall"
    kill -KILL "$(helper vptrace-super)"
    await 'ended *'
    echo >gate
    ends_with 4 "$STARTED"
}

@test "the supervisor dies: a later ptrace fails and does not hang" {
    mkfifo gate
    behind words "$VPTRACE" run --log "$LOG" -- bash -c 'echo ready; read -r _ <gate; strace -o trace true; echo "strace $?"'
    await ready
    kill -KILL "$(helper vptrace-super)"
    echo >gate
    await 'strace *'
    ends_with 0 "$STARTED"
}

@test "the keeper dies: the session works on" {
    mkfifo gate
    behind words "$VPTRACE" run --log "$LOG" -- bash -c 'echo ready; read -r _ <gate; strace -f -q -o outer strace -f -q -o inner "$PROG/walk"; echo "strace $?"; exit 9'
    await ready
    kill -KILL "$(helper vptrace-keeper)"
    echo >gate
    await 'strace 0'
    ends_with 9 "$STARTED"
    grep -q '+++ exited with 0 +++' inner
}

@test "a tracer dies: its tracee goes on" {
    served_under_strace
    ask 1
    kill -KILL "$(pid_of strace)"
    ask 2
    say exit
    # strace was CMD.
    ends_with 137 "$TRACER"
    [ -z "$(left_behind)" ]
}

@test "one of two tracers dies: the other traces on" {
    start_server "$VPTRACE" run --log "$LOG" -- strace -f -q -o outer strace -q -o inner
    ask 1
    # The inner one is the server's parent.
    kill -KILL "$(status_field "/proc/$SERVER" PPid)"
    ask 2
    say exit
    wait "$TRACER" || true
    [ -z "$(left_behind)" ]
    grep -q 'served 1' inner
    grep -q 'served 2' outer
    grep -q '+++ exited with 7 +++' outer
    grep -q '+++ killed by SIGKILL +++' outer
}

@test "a tracer with EXITKILL dies: its tracee dies too" {
    # gdb asks for that of what it starts.
    mkfifo in held
    cat >script <<END
break served
run <in >out
shell echo held >held
shell read -r _ <held
END
    behind words "$VPTRACE" run --log "$LOG" -- gdb -nx -batch -x script "$PROG/serve"
    echo go >in
    read -r _ <held
    kill -KILL "$(pid_of gdb)"
    wait "$STARTED" || true
    echo >held
    [ -z "$(left_behind)" ]
}

@test "the tracee dies: its tracers hear of it" {
    start_server "$VPTRACE" run --log "$LOG" -- strace -f -q -o outer strace -q -o inner
    ask 1
    inner=$(status_field "/proc/$SERVER" PPid)
    wait_until is_asleep "$SERVER"
    kill -KILL "$SERVER"
    # Each strace dies as its program did.
    ends_with 137 "$TRACER"
    grep -q '^+++ killed by SIGKILL +++' inner
    grep -q "^$SERVER *+++ killed by SIGKILL +++" outer
    grep -q "^$inner *+++ killed by SIGKILL +++" outer
}

@test "vptrace itself dies: the session is served to its end" {
    served_under_strace
    ask 1
    kill -KILL "$TRACER"
    wait "$TRACER" || true
    ask 2
    say exit
    [ -z "$(left_behind)" ]
    grep -q 'served 2' trace
    grep -q '+++ exited with 7 +++' trace
}

@test "the supervisor dies, and few descriptors are allowed: later calls get their answers" {
    mkfifo gate
    behind words env LOG="$LOG" bash -c 'ulimit -n 64; exec "$VPTRACE" run --log "$LOG" -- bash -c "echo ready; read -r _ <gate; sh -c \"exit 3\"; echo child \$?; exit 9"'
    await ready
    kill -KILL "$(helper vptrace-super)"
    echo >gate
    await 'child 3'
    ends_with 9 "$STARTED"
}

# A wait that a signal has kept from the supervisor is made again with that signal blocked
# (host/linux/again.c).
@test "the supervisor dies while it has signals blocked in a tracee: they are blocked no longer" {
    local said storm

    for _ in 1 2 3; do
        enter again
        behind words "$VPTRACE" run --log "$LOG" -- strace -f -q -o trace "$PROG/storm"
        said=$(await 'ready *')
        storm=${said##*ready }
        timeout "$LIMIT" "$PROG/strike" "$storm" "$(helper vptrace-super)"
        kill -TERM "$storm"
        said=$(await ended)
        [[ $said != *blocked* && $said != *wrong* ]] || { echo "$said"; return 1; }
        exec {STARTED_OUTPUT}<&-
        wait "$STARTED" || true
    done
}

# one_of_many VICTIM: a session with a traced and an untraced program, both busy; kills the
# process that VICTIM prints, at some time. What is not the victim's own goes on to its end.
one_of_many() {
    enter again
    cat >busy <<'END'
for i in 1 2 3 4 5 6 7 8; do
    sh -c "exit $i"
    [ $? -eq $i ] || { echo "child $i was wrong" >"$1"; exit 1; }
done
echo done >"$1"
END
    behind words "$VPTRACE" run --log "$LOG" -- bash -c 'strace -f -q -o trace bash busy traced & bash busy free & echo ready; wait'
    await ready >/dev/null
    wait_for_nothing "0.$(printf %03d $((RANDOM % 400)))"
    ! victim=$("$1") || kill -KILL "$victim" 2>/dev/null || true
    exec {STARTED_OUTPUT}<&-
    wait "$STARTED" || true
    [ -z "$(left_behind)" ] || { echo "after the death of $1: left behind"; return 1; }
    [ "$(cat free)" = done ] || { echo "after the death of $1: the untraced one: $(cat free)"; return 1; }
    [ "$1" = a_traced_shell ] || [ "$(cat traced)" = done ] || { echo "after the death of $1: the traced one: $(cat traced)"; return 1; }
}

the_supervisor() { helper vptrace-super; }
the_keeper() { helper vptrace-keeper; }
the_command() { echo "$STARTED"; }
the_tracer() { pid_of strace; }
a_traced_shell() { pid_of sh; }

@test "what a signal makes of calls on the listener ends no session and hangs no call" {
    export ASAN_OPTIONS=${ASAN_OPTIONS-}:verify_asan_link_order=0
    [ -e "$PROG/../../cli/preload/signalled.so" ]
    export LD_PRELOAD=$PROG/../../cli/preload/signalled.so
    run vptrace run -- env -u LD_PRELOAD strace -f -q -o trace sh -c 'for i in 1 2 3 4 5; do /bin/true; done; exit 7'
    unset LD_PRELOAD
    [ "$status" -eq 7 ]
    [ "$(grep -c 'execve("/bin/true"' trace)" -eq 5 ]
    grep -q 'exited with 7' trace
}

@test "a thread that exits as it is listed hides no other" {
    local scenario=traceme_names_the_thread_that_forked_while_others_exit

    export ASAN_OPTIONS=${ASAN_OPTIONS-}:verify_asan_link_order=0
    [ -e "$PROG/../../cli/preload/cut.so" ]
    LD_PRELOAD=$PROG/../../cli/preload/cut.so run vptrace run -- env -u LD_PRELOAD "$PROG/../../diff/$scenario"
    [ "${lines[0]}" = "5 rounds" ]
    [ "$status" -eq 0 ]
}

@test "a child that goes as it is listed hides no other" {
    local scenario=stop_of_a_child_ends_a_wait_though_sigchld_is_ignored

    export ASAN_OPTIONS=${ASAN_OPTIONS-}:verify_asan_link_order=0
    LD_PRELOAD=$PROG/../../cli/preload/cut.so run vptrace run -- env -u LD_PRELOAD "$PROG/../../diff/$scenario"
    [[ $output = *"= child stopped SIGSTOP"* ]]
    [ "$status" -eq 0 ]
}

@test "anyone dies at any time: the others go on to their ends" {
    local seed=${FAULTS_SEED:-$RANDOM} end=$((SECONDS + 20)) victims=(the_supervisor the_keeper the_command the_tracer a_traced_shell)

    echo "FAULTS_SEED=$seed repeats this"
    RANDOM=$seed
    while [ $SECONDS -lt $end ]; do
        one_of_many "${victims[RANDOM % 5]}"
    done
}

# The first process of this test that executes a program of that name.
pid_of() {
    local dir

    for dir in /proc/[0-9]*; do
        [ "$(cat "$dir/comm" 2>/dev/null)" = "$1" ] || continue
        ! grep -qzFx "VPTRACE_TEST=$BATS_TEST_TMPDIR" "$dir/environ" 2>/dev/null || { echo "${dir#/proc/}"; return; }
    done
    return 1
}
