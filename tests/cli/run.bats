# vptrace run: what becomes of CMD, of its status, and of vptrace's own words.

load cli

one_sentence() { [ -n "$1" ] && [ "$(wc -l <<<"$1")" -eq 1 ]; }

# --- the status --------------------------------------------------------------

@test "the exit status is CMD's" {
    for status in 0 1 7 125 255; do
        run -$status vp sh -c "exit $status"
    done
}

@test "killed by a signal, CMD's signal kills vptrace too" {
    for signal in TERM KILL SEGV USR1 PIPE; do
        run death "$VPTRACE" run -- sh -c "kill -$signal \$\$"
        [ "$output" = "signal $(kill -l $signal)" ]
    done
}

@test "CMD that is not there is 127" {
    run -127 --separate-stderr vptrace run -- "$BATS_TEST_TMPDIR/not_there"
    [ -z "$output" ]
    one_sentence "$stderr"
    [[ $stderr == *not_there* ]]
}

@test "CMD that is not in PATH is 127" {
    run -127 --separate-stderr vptrace run -- surely-no-such-command
    one_sentence "$stderr"
}

@test "CMD that cannot be executed is 126" {
    echo text >plain_file
    run -126 --separate-stderr vptrace run -- ./plain_file
    one_sentence "$stderr"
    [[ $stderr == *plain_file* ]]
}

@test "no CMD is 125" {
    run -125 --separate-stderr vptrace run
    [ -n "$stderr" ]
}

@test "an unknown option is one sentence and 125" {
    run -125 --separate-stderr vptrace run --no-such-option -- true
    [ -z "$output" ]
    one_sentence "$stderr"
    [[ $stderr == *no-such-option* ]]
}

@test "an unknown subcommand is 125" {
    run -125 --separate-stderr vptrace no-such-command
    [ -n "$stderr" ]
}

@test "a log that cannot be written is one sentence and 125" {
    run -125 --separate-stderr vptrace run --log "$BATS_TEST_TMPDIR/not/there" -- true
    one_sentence "$stderr"
}

@test "--help tells the usage" {
    run -0 --separate-stderr vptrace --help
    [[ $output == *run* ]]
    run -0 --separate-stderr vptrace run --help
    [[ $output == *--log* ]]
    [[ $output == *--wait* ]]
    [ -z "$stderr" ]
}

@test "--version tells the version" {
    run -0 --separate-stderr vptrace --version
    [[ $output =~ ^vptrace\ [0-9]+\.[0-9]+ ]]
}

# --- what CMD gets -----------------------------------------------------------

@test "options after CMD are CMD's" {
    run -0 vptrace run printf '%s,' --log --help -- -x
    [ "$output" = "--log,--help,--,-x," ]
}

@test "standard input passes through" {
    printf 'one\ntwo\n' >input
    run -0 bash -c '"$VPTRACE" run -- cat <input'
    [ "$output" = $'one\ntwo' ]
}

@test "standard output and error stay apart" {
    run -0 --separate-stderr vptrace run -- sh -c 'echo out; echo err >&2'
    [ "$output" = out ]
    [ "$stderr" = err ]
}

@test "CMD has the caller's directory, environment and open files" {
    given='pwd; umask; ulimit -a; env | grep -v ^_= | sort; ls -l /proc/self/fd | sed -n "s/.* \([0-9]* -> \)/\1/p" | grep -v -e pipe: -e /fd$ -e raw$'
    record bare bare sh -c "$given"
    record vptrace vp sh -c "$given"
    said '^VPTRACE_TEST='
    diff -u "$BATS_TEST_TMPDIR/bare" "$BATS_TEST_TMPDIR/vptrace"
}

@test "CMD has the caller's signal dispositions and mask" {
    record bare bare env --ignore-signal=HUP grep -e SigBlk -e SigIgn -e SigCgt /proc/self/status
    record vptrace bare env --ignore-signal=HUP "$VPTRACE" run -- grep -e SigBlk -e SigIgn -e SigCgt /proc/self/status
    diff -u "$BATS_TEST_TMPDIR/bare" "$BATS_TEST_TMPDIR/vptrace"
}

@test "CMD finds no child that it did not start" {
    # What waits for all its children must not wait for one of ours.
    run -0 vp perl -e 'system("true"); print wait()'
    [ "$output" = -1 ]
}

# --- signals to vptrace ------------------------------------------------------

@test "signals sent to vptrace reach CMD" {
    for signal in TERM INT USR1 USR2 HUP QUIT; do
        rm -f words
        behind words "$VPTRACE" run --log "$LOG" -- \
            bash -c "exec 3<> <(:); trap 'echo got $signal; exit 9' $signal; echo ready; while :; do read -r -t 1 -u 3 _; done"
        await ready
        kill -"$signal" "$STARTED"
        await "got $signal"
        ends_with 9 "$STARTED"
    done
}

@test "a signal that kills CMD kills vptrace" {
    behind words "$VPTRACE" run -- sh -c 'echo ready; exec tail -f /dev/null'
    await ready
    kill -TERM "$STARTED"
    ends_with 143 "$STARTED"
}

# --- what is left behind -----------------------------------------------------

@test "vptrace returns when CMD does" {
    mkfifo gate
    # And lets go of its output, which a pipeline's end depends on.
    run -0 vp bash -c 'cat gate >/dev/null 2>&1 & echo first'
    [ "$output" = first ]
    echo >gate
}

@test "a strace left behind is served to its end" {
    mkfifo gate
    run -0 vp bash -c 'strace -f -q -o trace "$PROG/forks" "$(command -v cat)" gate >words 2>&1 & until grep -qs openat.*gate trace; do read -r -t 0.01 _ <> <(:) || :; done'
    # vptrace is gone; what it started is not.
    [ -n "$(list_processes)" ]
    echo goes on >gate
    [ -z "$(left_behind)" ]
    grep -q 'goes on' words
    [ "$(grep -c '+++ exited with 0 +++' trace)" -eq 2 ]
}

@test "a new tracer can be started in what is left behind" {
    mkfifo gate
    run -0 vp bash -c '{ cat gate; strace -q -o trace "$PROG/walk"; strace -f -q -o outer strace -o inner "$PROG/walk"; } >words 2>&1 &'
    echo >gate
    [ -z "$(left_behind)" ]
    grep -q '+++ exited with 0 +++' trace
    grep -q '+++ exited with 0 +++' inner
}

@test "--wait waits for all" {
    mkfifo gate
    behind words "$VPTRACE" run --wait -- bash -c 'exec 1>&- 2>&-; { cat gate; echo late >late; } >/dev/null & exit 5'
    echo >gate
    ends_with 5 "$STARTED"
    [ "$(cat late)" = late ]
    [ -z "$(list_processes)" ]
}

@test "nothing stays after CMD and its children have gone" {
    run -0 vp strace -f -o trace sh -c 'true & wait'
    [ -z "$(left_behind)" ]
}

# --- nesting -----------------------------------------------------------------

@test "vptrace inside vptrace works, or says why not" {
    run --separate-stderr vp "$VPTRACE" run -- strace -o trace sh -c 'exit 4'
    if [ "$status" -eq 4 ]; then
        grep -q '+++ exited with 4 +++' trace
    else
        [ "$status" -eq 125 ]
        one_sentence "$stderr"
    fi
}

@test "two sessions beside each other do not meet" {
    mkfifo gate
    behind words "$VPTRACE" run -- sh -c 'echo ready; cat gate; strace -o trace1 sh -c "exit 3"; echo "then $?"'
    await ready
    run -4 vp strace -o trace2 sh -c 'exit 4'
    echo >gate
    await 'then 3'
    ends_with 0 "$STARTED"
}

@test "run serves more tracers than it has descriptors" {
    run vptrace_with_descriptors 40 'for i in {1..30}; do strace -o /dev/null sleep 1 & done; for job in $(jobs -p); do wait "$job" || echo "$job ended with $?"; done; echo all'
    [ "$output" = all ]
    [ "$status" -eq 0 ]
}

vptrace_with_descriptors() { (ulimit -n "$1"; limited "$VPTRACE" run --log "$LOG" -- bash -c "$2"); }

@test "run says what is missing where /proc is not mounted" {
    [ "$(id -u)" -eq 0 ] || skip "only root can hide /proc"
    ! ldd "$VPTRACE" | grep -q libasan || skip "LeakSanitizer, which is in this vptrace, needs /proc itself"
    run limited unshare -m sh -c 'mount -t tmpfs none /proc && exec "$VPTRACE" run -- true'
    [ "$status" -eq 125 ]
    [[ $output == *"/proc is not mounted"* ]]
}

@test "run works where no file may grow" {
    run bash -c '(ulimit -f 0; exec "$VPTRACE" run -- strace -o /dev/null echo works) | cat'
    [ "$output" = works ]
}
