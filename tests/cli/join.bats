# vptrace join: a command comes into a session that runs already.

load cli

one_sentence() { [ -n "$1" ] && [ "$(wc -l <<<"$1")" -eq 1 ]; }

end_server() { echo exit >"$1.in"; }

@test "strace joins a process that gdb, having joined too, holds" {
    own_sessions
    begin_session first
    mkfifo held go
    behind gdb_words "$VPTRACE" join -- gdb -nx -batch -p "$first" -ex 'shell echo held >held; read -r _ <go' -ex detach
    gdb=$STARTED
    read -r _ <held
    behind strace_words "$VPTRACE" join -- strace -o trace -p "$first"
    strace=$STARTED
    wait_until grep -q attached strace_words
    echo go >go
    ends_with 0 "$gdb"
    echo go >first.in
    wait_until grep -q 'served 1' trace
    end_server first
    ends_with 0 "$strace"
    grep -q '+++ exited with 7 +++' trace
}

@test "the exit status is CMD's, as under run" {
    own_sessions
    begin_session first
    run -5 vptrace join -- sh -c 'exit 5'
    run death "$VPTRACE" join -- sh -c 'kill -USR1 $$'
    [ "$output" = "signal $(kill -l USR1)" ]
    run -127 vptrace join -- surely-no-such-command
    end_server first
}

@test "signals sent to vptrace join reach CMD" {
    own_sessions
    begin_session first
    behind words "$VPTRACE" join -- bash -c "exec 3<> <(:); trap 'echo got TERM; exit 9' TERM; echo ready; while :; do read -r -t 1 -u 3 _; done"
    await ready
    kill -TERM "$STARTED"
    ends_with 9 "$STARTED"
    end_server first
}

@test "join from inside the session simply runs CMD" {
    own_sessions
    run -3 vptrace run -- "$VPTRACE" join -- sh -c 'exit 3'
}

@test "join from inside another session is one sentence and 125" {
    own_sessions
    begin_session first
    run -125 --separate-stderr vptrace run -- "$VPTRACE" join -s "$(session_of "$first")" -- true
    one_sentence "$stderr"
    end_server first
}

@test "without a session join is one sentence and 125" {
    own_sessions
    run -125 --separate-stderr vptrace join -- true
    one_sentence "$stderr"
    run -125 --separate-stderr vptrace join -s none -- true
    one_sentence "$stderr"
}

@test "of several sessions the PID among the arguments chooses, in all its forms" {
    own_sessions
    begin_session first
    begin_session second
    run -125 --separate-stderr vptrace join -- true
    [[ $stderr == *"$(session_of "$first")"* ]]
    [[ $stderr == *"$(session_of "$second")"* ]]
    for form in "-p $second" "-p$second" "--pid=$second" "--pid $second" "$second"; do
        # shellcheck disable=SC2086 # two words
        run -0 vptrace join -- sh -c '"$VPTRACE" ls --json' $form
        [ "$(perl -MJSON::PP -0ne 'print map { "$_->{session}\n" } grep { @{$_->{programs}} == 2 } @{decode_json($_)->{sessions}}' <<<"$output")" = "$(session_of "$second")" ]
    done
    run -125 vptrace join -- true -p "$first" -p "$second"
    end_server first
    end_server second
}

@test "the session lasts as long as what has joined" {
    own_sessions
    mkfifo gate
    begin_session first
    behind words "$VPTRACE" join -- sh -c 'echo ready; cat gate; strace -o trace true; echo "then $?"'
    await ready
    end_server first
    wait_until is_gone "$first"
    echo >gate
    await 'then 0'
    ends_with 0 "$STARTED"
    [ -z "$(left_behind)" ]
    [ -z "$("$VPTRACE" ls)" ]
}

is_gone() { [ ! -e "/proc/$1" ]; }

@test "the supervisor dies: what had joined goes on" {
    own_sessions
    begin_session first
    mkfifo first.gate
    behind words "$VPTRACE" join -- bash -c 'strace -f -q -o trace cat first.gate & echo ready; wait $!; echo waited; exit 9'
    await ready
    wait_until grep -qs execve trace
    kill -KILL "$(session_of "$first")"
    echo >first.gate
    await waited
    ends_with 9 "$STARTED"
    end_server first
    # its socket is removed by those who look
    [ -z "$("$VPTRACE" ls)" ]
    [ -z "$(ls "$XDG_RUNTIME_DIR/vptrace")" ]
}
