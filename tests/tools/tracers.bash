# The tools that pairs.bats has trace one process together: how each of them attaches,
# goes to work, leaves, and what it must have said. Read by the bash that runs the
# scenario, and by the test that checks it.
#
# A tool is a few functions, each called with the file that the tool's words are in:
#   attach_TOOL   attaches it; it holds the process now, if that is its way
#   go_TOOL       lets the process go on; its work begins
#   leave_TOOL    has it leave, after the process has served one more line
#   check_TOOL    (by the test) with the number of lines that were served meanwhile

# shellcheck source=tests/tools/scenario.bash
. "$TOOLS/scenario.bash"

# together ORDER TOOL…: attaches the tools to one server, in this order, and lets them leave
# in ORDER: fifo, or lifo. While all are there two lines are served, and one as each leaves.
together() {
    local order=$1 i tool names=() leaving=()

    shift
    i=0
    for tool in "$@"; do
        names+=("$tool$((++i))")
    done
    plan "$order" "${names[@]}"
    start_server_for "$@"
    for ((i = 0; i < $#; i++)); do
        # LeakSanitizer and a strace that starts its program need one that runs.
        case ${names[i]} in
        lsan* | seccomp[2-9]) go_all "${names[@]:0:i}" ;;
        esac
        "attach_${names[i]%?}" "${names[i]}"
    done
    go_all "${names[@]}"
    [ ! -e lsan ] || hear 'leaks 1'
    ask 1
    ask 2
    i=2
    for tool in "${leaving[@]}"; do
        ask $((++i))
        "leave_${tool%?}" "$tool"
    done
    ask $((++i))
    [[ $* == *seccomp* ]] || grep -h ^TracerPid /proc/"$SERVER"/task/*/status
    stop_server
    [[ $* != *seccomp* ]] || wait_until all_seen
}

# plan ORDER NAME…: who leaves when, and so how many lines it has seen by then.
plan() {
    local order=$1 name last=2

    shift
    for name in "$@"; do
        case $name in
        gcore* | lsan*) continue ;; # leave as soon as their work is done
        seccomp*) continue ;;       # lives as long as its program
        esac
        if [ "$order" = fifo ]; then
            leaving+=("$name")
        else
            leaving=("$name" "${leaving[@]}")
        fi
    done
    for name in "${leaving[@]}"; do
        echo $((++last)) >"$name.lines"
    done
    for name in "$@"; do
        [[ $name != seccomp* ]] || echo $((last + 1)) >"$name.lines"
    done
}

# start_server_for TOOL…: the server that these tools can trace.
start_server_for() {
    local below=()

    export SERVE=serve ASAN_OPTIONS=symbolize=0
    [[ $* != *lsan* ]] || SERVE=asan_serve
    [ "$1" != seccomp ] || below=(strace --seccomp-bpf "${seccomp[@]}" -o seccomp1)
    if [[ ${*:2} == *seccomp* ]]; then
        start_shell "${below[@]}"
    else
        start_server -t 2 "${below[@]}"
    fi 2>server_words
}

# go_all NAME…: those that have not gone to work yet do; gcore first, since LeakSanitizer's own
# task, which no debugger stops, unmaps memory as the check goes on, and gdb leaves all of a
# mapping out of a core if it cannot read a page of it.
go_all() {
    local name first=()

    for name in "$@"; do
        [[ $name != gcore* ]] || first+=("$name")
    done
    for name in "${first[@]}" "$@"; do
        [ -e "$name.gone" ] || "go_${name%?}" "$name"
        : >"$name.gone"
    done
}

# --- strace -p ---------------------------------------------------------------

attach_strace() {
    strace -f -ff -o "$1" -p "$SERVER" 2>"$1.words" &
    echo $! >"$1.pid"
    wait_until grep -q attached "$1.words"
    ln -s "$1.$SERVER" "$1"
}

go_strace() { :; }

# Not in the middle of the write whose line has been heard already.
leave_strace() {
    wait_until is_asleep "$SERVER"
    kill -TERM "$(cat "$1.pid")"
    wait "$(cat "$1.pid")"
}

# The trace of the process is, to the letter, what a server does that nobody disturbs.
check_strace() {
    served_lines "$2" >expected
    tidy "$1" | diff -u expected -
}

# What strace saw since the server began to serve, and its last leak check. Not looked at: what
# dprintf wants to know of the file, and whether strace saw the read in which it left.
tidy() {
    tac "$1" | sed -E '/^write\(1, "(ready|leaks)/,$d; /^(newfstatat|lseek)\(1/d; /<detached/d' | tac |
        sed 's/  */ /g; s/^getppid() = .*/getppid() = P/'
}

served_lines() {
    local i

    for ((i = 1; i <= $1; i++)); do
        printf '%s\n' 'read(0, "go\n", 64) = 3' 'getppid() = P' "write(1, \"served $i\\n\", 9) = 9"
    done
}

# --- strace --seccomp-bpf, which starts its program ---------------------------

# Calls that LeakSanitizer's own task does not make, which has the filter and no tracer.
seccomp=(-f -ff -q -e trace=write)

# start_shell TRACER…: a shell that will become strace -D, and then the server.
start_shell() {
    mkfifo in out
    # shellcheck disable=SC2016 # for that shell
    "$@" sh -c 'echo $$ >server; echo; read -r _; exec strace --seccomp-bpf -D "$@" "$PROG/$SERVE" 2' \
        sh "${seccomp[@]}" -o seccomp2 <in >out &
    TRACER=$!
    exec {TO}>in {FROM}<out
    hear ''
    SERVER=$(cat server)
    wait_until is_asleep "$SERVER"
}

attach_seccomp() {
    if [ "$1" != seccomp1 ]; then
        say start
        hear ready
    fi
    ln -s "$1.$SERVER" "$1"
}

go_seccomp() { :; }

# strace -D ends after its program has.
all_seen() { ! grep -L 'exited with 7' seccomp[0-9]."$SERVER" | grep -q .; }

check_seccomp() {
    served_lines "$2" | grep ^write >expected
    echo '+++ exited with 7 +++' >>expected
    tidy "$1" | diff -u expected -
}

# --- gdb, at a breakpoint for each line ---------------------------------------

# debugger NAME GDB-OPTION…: which stops the server so that it waits for go_gdb.
debugger() {
    local name=$1 lines i stops=()

    shift
    lines=$(cat "$name.lines")
    for ((i = 0; i < lines; i++)); do
        stops+=(-ex continue -ex bt)
    done
    mkfifo "$name.here" "$name.go"
    command gdb -nx -batch -iex 'set debuginfod enabled off' -iex 'set auto-solib-add off' -iex 'set sysroot /' \
        -iex 'set breakpoint pending on' "$@" -ex 'break served' -ex "shell echo >$name.here; read -r _ <$name.go" \
        "${stops[@]}" -ex detach >"$name" 2>&1 &
    echo $! >"$name.pid"
    read -r _ <"$name.here"
}

attach_gdb() { debugger "$1" -p "$SERVER"; }
go_gdb() { echo >"$1.go"; }
leave_gdb() { wait "$(cat "$1.pid")"; }

check_gdb() {
    local i

    for ((i = 1; i <= $2; i++)); do
        printf '%s\n' "Breakpoint 1, served (number=$i)" "#0  served (number=$i)" "#1  main ("
    done >expected
    sed -En 's/^(Thread .* hit )?(Breakpoint 1, served \([^)]*\)).*/\2/p; s/^(#0  served \([^)]*\)).*/\1/p; s/^#1 .* in main \(.*/#1  main (/p' \
        "$1" | diff -u expected - && grep -q 'detached\]' "$1" && ! grep -E 'SIG|signal|rror|annot' "$1"
}

# --- gdbserver ----------------------------------------------------------------

attach_gdbserver() {
    local port

    gdbserver --once --attach 127.0.0.1:0 "$SERVER" >"$1.words" 2>&1 &
    echo $! >"$1.server"
    wait_until grep -q '^Listening on port' "$1.words"
    port=$(sed -n 's/^Listening on port //p' "$1.words")
    debugger "$1" -ex "target remote 127.0.0.1:$port"
}

go_gdbserver() { go_gdb "$1"; }

leave_gdbserver() {
    leave_gdb "$1"
    wait "$(cat "$1.server")"
}

check_gdbserver() { check_gdb "$@"; }

# --- gcore --------------------------------------------------------------------

# attach_gcore NAME: the gcore of gdb, which calls the gdb in its own directory: one that
# waits, when it has attached, until it is let go on.
attach_gcore() {
    mkdir "$1.bin"
    ln -s "$(command -v gcore)" "$1.bin/gcore"
    cat >"$1.bin/gdb" <<END
#!/bin/bash
for word; do
    words+=("\$word")
    [[ \$word != attach\ * ]] || words+=(-ex "shell echo >$PWD/$1.here; read -r _ <$PWD/$1.go")
done
exec gdb "\${words[@]}"
END
    chmod +x "$1.bin/gdb"
    mkfifo "$1.here" "$1.go"
    "$1.bin/gcore" -o "$1.core" "$SERVER" >"$1" 2>&1 &
    echo $! >"$1.pid"
    read -r _ <"$1.here"
}

go_gcore() {
    echo >"$1.go"
    wait "$(cat "$1.pid")"
}

check_gcore() {
    gdb -iex 'set debuginfod enabled off' -ex bt "$PROG/$3" "$1".core.* >"$1.bt" 2>&1
    grep -q '^Saved corefile' "$1" && grep -q 'detached\]' "$1" && grep -Eq '^#[0-9]+ .* in main \(' "$1.bt"
}

# --- LeakSanitizer ------------------------------------------------------------

attach_lsan() {
    : >lsan
    say check
    hear checking
}

go_lsan() { say on; }

check_lsan() {
    grep -q 'ERROR: LeakSanitizer: detected memory leaks' server_words &&
        grep -q 'SUMMARY: AddressSanitizer: 64 byte(s) leaked in 1 allocation(s)\.' server_words
}
