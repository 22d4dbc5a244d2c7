# vptrace ls: the running sessions, and who may see them.

load cli

@test "no session is no line" {
    own_sessions
    run -0 --separate-stderr vptrace ls
    [ -z "$output$stderr" ]
    run -0 vptrace ls --json
    [ "$(tr -d ' \n' <<<"$output")" = '{"sessions":[]}' ]
}

@test "each session is a line, and gone when it is over" {
    own_sessions
    begin_session first
    begin_session second
    run -0 vptrace ls
    [ "${#lines[@]}" -eq 3 ]
    [[ ${lines[0]} == SESSION*COMMAND ]]
    grep -q "^$(session_of "$second") .*bash" <<<"$output"
    echo exit >first.in
    echo exit >second.in
    [ -z "$(left_behind)" ]
    run -0 vptrace ls
    [ -z "$output" ]
}

@test "a session is one line, whatever its command is" {
    own_sessions
    # shellcheck disable=SC2016 # for the inner shell
    run -0 vptrace run -- sh -c $'# two\n# lines\t\033[1m\n"$0" ls' "$VPTRACE" "$(printf %99s)"
    [ "${#lines[@]}" -eq 2 ]
    [[ ${lines[1]} == *'# two\n# lines\t\033[1m\n"$0" ls'*… ]]
    [ "${#lines[1]}" -lt 160 ]
}

@test "the folder is private, and one that is not is not used" {
    own_sessions
    begin_session first
    [ "$(stat -c %a "$XDG_RUNTIME_DIR/vptrace")" = 700 ]
    chmod 755 "$XDG_RUNTIME_DIR/vptrace"
    run vptrace ls
    [[ $output != *serve* ]]
    chmod 700 "$XDG_RUNTIME_DIR/vptrace"
    echo exit >first.in
}

@test "another user neither sees nor joins a session" {
    [ "$(id -u)" -eq 0 ] || skip "needs root, to become another user"
    own_sessions
    begin_session first
    session=$(session_of "$first")
    cp "$VPTRACE" "$BATS_TEST_TMPDIR/vptrace" && chmod 755 "$BATS_TEST_TMPDIR/vptrace"
    # even with the folders open
    chmod 755 "$BATS_TEST_TMPDIR" "$XDG_RUNTIME_DIR" "$XDG_RUNTIME_DIR/vptrace"
    chmod 777 "$XDG_RUNTIME_DIR/vptrace/$session"
    run setpriv --reuid=65534 --regid=65534 --clear-groups "$VPTRACE" join -s "$session" -- true
    [ "$status" -ne 0 ]
    run setpriv --reuid=65534 --regid=65534 --clear-groups perl -MSocket -e \
        'socket(my $s, AF_UNIX, SOCK_SEQPACKET, 0) or die; connect($s, pack_sockaddr_un($ARGV[0])) or exit 3; send($s, "session", 0); print sysread($s, my $x, 100) ? "told" : "refused"' "$XDG_RUNTIME_DIR/vptrace/$session"
    [ "$status" -eq 3 ] || [ "$output" = refused ]
    chmod 700 "$XDG_RUNTIME_DIR/vptrace"
    [ -n "$("$VPTRACE" ls)" ]
    echo exit >first.in
}
