# What the tests of the command share: the tool tests' helpers, and ways to have vptrace
# as a child of one's own, to find its processes, and to type at a terminal.

bats_require_minimum_version 1.5.0
# shellcheck source=../tools/helpers.bash
. "$(dirname "${BASH_SOURCE[0]}")/../tools/helpers.bash"
# shellcheck source=../tools/scenario.bash
. "$TOOLS/scenario.bash"
unset -f gdb

# vptrace [ARG…]: the command itself; run gets status, output and (with --separate-stderr) stderr.
vptrace() { limited "$VPTRACE" "$@"; }

# death CMD…: how CMD ended, as wait tells it: "exit N" or "signal N".
death() {
    perl -e 'system { $ARGV[0] } @ARGV; print $? & 127 ? "signal " . ($? & 127) : "exit " . ($? >> 8), "\n"' "$@"
}

# behind NAME CMD…: runs CMD behind as scenario's start does, but with no signal ignored.
behind() {
    local name=$1

    shift
    start "$name" env --default-signal "$@" 3>&- 4>&-
}

# ends_with STATUS PID: a child ends before long, and with that status.
ends_with() {
    local ended=0

    timeout "$LIMIT" tail --pid="$2" -s 0.05 -f /dev/null
    wait "$2" || ended=$?
    [ "$ended" -eq "$1" ] || { echo "ended with $ended, not $1"; return 1; }
}

# --- vptrace's own processes -------------------------------------------------

# helper NAME: the process of this test's session with that name (as in /proc/PID/comm).
helper() {
    local dir

    for dir in /proc/[0-9]*; do
        [ "$(cat "$dir/comm" 2>/dev/null)" = "$1" ] || continue
        is_of_this_test "${dir#/proc/}" || continue
        echo "${dir#/proc/}"
        return
    done
    echo "no $1 in this session" >&2
    return 1
}

# Started by this test: by its mark, by the log that it holds, or by its parent's.
is_of_this_test() {
    local process=$1

    while [ "${process:-0}" -gt 1 ]; do
        ! grep -qzFx "VPTRACE_TEST=$BATS_TEST_TMPDIR" "/proc/$process/environ" 2>/dev/null || return 0
        ! readlink /proc/"$process"/fd/* 2>/dev/null | grep -qFx "$LOG" || return 0
        process=$(status_field "/proc/$process" PPid 2>/dev/null)
    done
    return 1
}

# --- a terminal --------------------------------------------------------------

# terminal CMD…: runs CMD on a terminal of its own; type and see talk with it.
terminal() {
    mkfifo keys screen
    env --default-signal timeout -k 5 "$LIMIT" script -qefc "exec $(printf '%q ' "$@")" /dev/null <keys >screen 2>&1 3>&- 4>&- &
    TERMINAL=$!
    exec {KEYS}>keys {SCREEN}<screen
    SEEN=
}

type_keys() { printf "$1" >&"$KEYS"; }

# see TEXT: waits until the screen has shown TEXT, and forgets what came before.
see() {
    local key deadline=$((SECONDS + 30))

    until [[ $SEEN == *"$1"* ]]; do
        if [ $SECONDS -ge $deadline ] || ! IFS= read -r -d '' -n 1 -t 30 -u "$SCREEN" key; then
            printf 'the screen never showed: %s\nbut: %s\n' "$1" "$SEEN"
            return 1
        fi
        SEEN+=$key
    done
    SEEN=${SEEN#*"$1"}
}

# The program on the terminal has ended, with that status.
terminal_ends_with() {
    local status=0

    cat <&"$SCREEN" >the_rest
    wait "$TERMINAL" || status=$?
    exec {KEYS}>&- {SCREEN}<&-
    [ "$status" -eq "$1" ] || { echo "ended with $status, not $1, after:"; cat the_rest; return 1; }
}

# --- sessions ----------------------------------------------------------------

# own_sessions: what is found from here on are this test's sessions only.
own_sessions() {
    [ -z "$("$VPTRACE" ls)" ] || skip "another session of this user runs, and would be found too"
    export XDG_RUNTIME_DIR=$BATS_TEST_TMPDIR/runtime
    mkdir -m 700 "$XDG_RUNTIME_DIR"
}

# begin_session NAME: a session with a server in it, which answers lines written to the file
# NAME.in; its process is in the variable NAME.
begin_session() {
    mkfifo "$1.in"
    behind "$1.words" "$VPTRACE" run -- bash -c 'echo $$ >'"$1"'.pid; exec "$PROG/serve" <>'"$1"'.in'
    wait_until grep -qs ready "$1.words"
    read -r "$1" <"$1.pid"
}

# session_of PROCESS: the name of the session that was started with it.
session_of() { "$VPTRACE" ls --json | perl -MJSON::PP -0e 'for (@{decode_json(<STDIN>)->{sessions}}) { print $_->{session} if grep { $_->{pid} == $ARGV[0] } @{$_->{programs}} }' "$1"; }
