# What a scenario says of processes beside it: a server to attach to, fifos to
# wait on. Read by the bash that runs a scenario, bare or under vptrace alike.

# start_server [-t THREADS] [TRACER…]: starts the program $SERVE (serve), below TRACER if given.
# SERVER is its process, and TRACER becomes the one that the shell started. Returns when
# the server is blocked in its read.
start_server() {
    local threads=0

    if [ "${1-}" = -t ]; then
        threads=$2
        shift 2
    fi
    mkfifo in out
    # The number of this sh is the server's, whatever is above it.
    "$@" sh -c 'echo $$ >server; exec "$PROG/${SERVE-serve}" "$1"' sh "$threads" <in >out &
    TRACER=$!
    exec {TO}>in {FROM}<out
    hear ready
    SERVER=$(cat server)
    wait_until is_asleep "$SERVER"
}

# hear PATTERN: waits for a line like that from the server.
hear() {
    local line

    while read -r -t 30 -u "$FROM" line; do
        # shellcheck disable=SC2053 # a pattern it is
        [[ $line != $1 ]] || return 0
    done
    echo "the server never said: $1"
    return 1
}

say() { echo "$1" >&"$TO"; }

# ask N: has the server serve its Nth line.
ask() {
    say go
    hear "served $1"
}

# stop_server: has it end, and tells how.
stop_server() {
    local status=0

    say exit
    wait "$TRACER" || status=$?
    echo "server ended with $status"
}

# start NAME CMD…: runs CMD behind, its output in the fifo NAME, for await.
start() {
    local name=$1

    shift
    mkfifo "$name"
    "$@" >"$name" 2>&1 &
    STARTED=$!
    exec {STARTED_OUTPUT}<"$name"
}

# await PATTERN: passes the output of what was started on, until a line like that came.
await() {
    local line

    while read -r -t 30 -u "$STARTED_OUTPUT" line; do
        echo "$line"
        # shellcheck disable=SC2053 # a pattern it is
        [[ $line != $1 ]] || return 0
    done
    echo "never said: $1"
    return 1
}

# finish: passes on what was started's last words, and tells how it ended.
finish() {
    local status=0

    cat <&"$STARTED_OUTPUT"
    exec {STARTED_OUTPUT}<&-
    wait "$STARTED" || status=$?
    echo "ended with $status"
}

# wait_until CMD…: for what comes with no event, looks again until CMD says that it is so.
wait_until() {
    local deadline=$((SECONDS + 30))

    until "$@"; do
        [ $SECONDS -lt $deadline ] || { echo "never came: $*"; return 1; }
        read -r -t 0.01 _ <> <(:) || true
    done
}

# Every thread of PROCESS is blocked in the kernel, and in no stop.
is_asleep() { ! grep -hq '^State:.[^S]' /proc/"$1"/task/*/status; }

# The files of strace -ff -o trace, in the order of their processes.
show_traces() {
    local file number=0

    for file in $(printf '%s\n' trace.* | sort -t. -k2n); do
        echo "trace $((number += 1))"
        cat "$file"
    done
}

# debug_remotely PROGRAM [OPTION…]: gdb with these options, and gdbserver on PROGRAM, over
# the network. (Over a pipe, gdb asks for more in a busy loop, which no strace bears.)
debug_remotely() {
    local program=$1 port

    shift
    start words gdbserver --once 127.0.0.1:0 "$program"
    await 'Listening on port *' >words_yet
    port=$(sed -n 's/Listening on port //p' words_yet)
    gdb -ex 'set sysroot /' -ex "target remote 127.0.0.1:$port" "$@" "$program" 2>&1
    cat words_yet
    finish
}

gdb() { command gdb -nx -batch "$@"; }
