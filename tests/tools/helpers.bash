# What every tool test and command test shares. A test's tools run in an empty
# directory; whatever it started is gone, or reported and killed, when it ends.
#
# Environment: VPTRACE   the command under test  (default: build/vptrace)
#              PROG      the test programs       (default: beside it, tests/tools/prog)
#              LIMIT     seconds that one run may take (default: 120)
#
# A file called NAME_below_strace.bats is a link to NAME.bats: the same tests, with
# all that runs under vptrace below a passive `strace -f` too.

TOOLS=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
TOP=$(cd "$TOOLS/../.." && pwd)
: "${VPTRACE:=$TOP/build/vptrace}"
: "${PROG:=$(dirname "$VPTRACE")/tests/tools/prog}"
: "${LIMIT:=120}"
export TOOLS VPTRACE PROG LIMIT

setup() {
    LOG=$BATS_TEST_TMPDIR/log
    HANG=$BATS_TEST_TMPDIR/hang
    # Marks every process of this test, so that teardown finds those left behind.
    export VPTRACE_TEST=$BATS_TEST_TMPDIR
    export LC_ALL=C TERM=dumb HOME=$BATS_TEST_TMPDIR DEBUGINFOD_URLS=
    unset LSAN_OPTIONS ASAN_OPTIONS LD_PRELOAD
    ulimit -c 0
    if [ ! -x "$VPTRACE" ] || [ ! -x "$PROG/walk" ]; then
        echo "no $VPTRACE, or no test programs in $PROG: run make first"
        return 1
    fi
    guard_test 3>&- 4>&- &
    GUARD=$!
    enter work
}

teardown() {
    local left

    kill "$GUARD" 2>/dev/null || true
    left=$(left_behind)
    if [ -n "$left" ]; then
        printf '%s\n' "left behind, and killed now:" "$left"
        kill_processes "$left"
    fi
    if [ -z "$BATS_TEST_COMPLETED" ] || [ -n "$left" ]; then
        [ ! -s "$HANG" ] || { echo "what was running as time ran out:"; cat "$HANG"; }
        [ ! -s "$LOG" ] || { echo "the last lines of the session's log:"; tail -n 80 "$LOG"; }
    fi
    [ -z "$left" ]
}

# --- running things ----------------------------------------------------------

# bare CMD…: runs it on the kernel alone.
bare() { limited "$@"; }

# vp CMD…: runs it under vptrace, and below a passive strace in the files that say so.
vp() {
    case $BATS_TEST_FILENAME in
    *_below_strace.bats) limited "$VPTRACE" run --log "$LOG" -- strace -f -q -o /dev/null "$@" ;;
    *) limited "$VPTRACE" run --log "$LOG" -- "$@" ;;
    esac
}

# not_below_strace WHY: skips a test that would be too much there.
not_below_strace() { [[ $BATS_TEST_FILENAME != *_below_strace.bats ]] || skip "$1"; }

# limited CMD…: ends it after $LIMIT seconds, having noted first what it hung in.
limited() {
    local dog ready status=0

    exec {ready}< <(exec 2>/dev/null 3>&- 4>&-; echo; wait_for_nothing "$((LIMIT - 2))"; list_processes >"$HANG")
    dog=$!
    # A subshell that is killed before it has got rid of the traps of bats can complain in
    # what CMD says.
    read -r -u "$ready"
    exec {ready}<&-
    timeout -k 5 "$LIMIT" "$@" 3>&- 4>&- || status=$?
    kill "$dog" 2>/dev/null || true
    wait "$dog" 2>/dev/null || true
    return "$status"
}

# needs_i386: programs of the i386 can be built here, and executed.
needs_i386() {
    [ -x "$PROG/walk_i386" ] || skip "no i386 programs can be built here (gcc -m32)"
    "$PROG/walk_i386" 2>/dev/null || skip "this kernel executes no i386 programs"
}

# Skips what is left of a test where the machine's debug registers do nothing.
needs_debug_registers() { "$PROG/debugregs" || skip "the debug registers of this machine do not trap"; }

# Ends a test that hangs in spite of its runs' limits, by killing all that it started.
guard_test() {
    wait_for_nothing $((LIMIT * 3))
    list_processes >>"$HANG"
    kill_processes "$(cat "$HANG")"
}

# record NAME HOW CMD…: leaves in the file NAME what CMD printed and its status,
# normalised; run by HOW (bare or vp) in an empty directory.
record() {
    local name=$BATS_TEST_TMPDIR/$1 how=$2 status=0

    shift 2
    enter work
    "$how" "$@" >"$name.raw" 2>&1 </dev/null || status=$?
    echo "status $status" >>"$name.raw"
    "$TOOLS/normalise" <"$name.raw" >"$name"
}

# same CMD…: under vptrace, CMD says and does what it does on the bare kernel.
same() {
    record bare bare "$@"
    record vptrace vp "$@"
    diff -u --label bare --label vptrace "$BATS_TEST_TMPDIR/bare" "$BATS_TEST_TMPDIR/vptrace"
}

same_gdb() { same gdb -nx -batch "$@"; }

# same_scenario FUNCTION: the same for a function, run by a bash of its own.
same_scenario() {
    same bash -c "$(scenario "$1")"
}

scenario() { echo ". '$TOOLS/scenario.bash'; $(declare -f "$1"); $1"; }

# said PATTERN [NAME]: the transcript (of the run under vptrace) has such a line.
said() {
    grep -Eq -- "$1" "$BATS_TEST_TMPDIR/${2:-vptrace}" || {
        echo "no line like: $1"
        echo "in:"
        cat "$BATS_TEST_TMPDIR/${2:-vptrace}"
        return 1
    }
}

# A new, empty directory NAME to be in, out of whose way the last one is moved.
enter() {
    cd "$BATS_TEST_TMPDIR" || return
    [ ! -e "$1" ] || mv "$1" "$1.$((OLD_DIRECTORIES += 1))"
    mkdir "$1"
    cd "$1" || return
}

# --- processes ---------------------------------------------------------------

# wait_for_nothing SECONDS: a sleep that leaves no child behind when it is killed.
wait_for_nothing() { read -r -t "$1" _ <> <(:) || true; }

# The live processes of this test. Gives them ten seconds to go by themselves.
left_behind() {
    local deadline=$((SECONDS + 10)) list

    while list=$(list_processes); [ -n "$list" ] && [ $SECONDS -lt $deadline ]; do
        wait_for_nothing 0.02
    done
    echo "$list"
}

# A line for each live process of this test: what it is, and what each thread is blocked in.
list_processes() {
    local dir task State PPid TracerPid

    export -n VPTRACE_TEST
    for dir in $(grep -lzFx "VPTRACE_TEST=$BATS_TEST_TMPDIR" /proc/[0-9]*/environ); do
        dir=${dir%/environ}
        if ! read_status "$dir" || [[ $State == [XZ]* ]]; then
            continue
        fi
        echo "${dir#/proc/} ($(<"$dir/comm")) parent $PPid: $(tr '\0\n' '  ' <"$dir/cmdline" | cut -c1-200)"
        for task in "$dir"/task/*; do
            read_status "$task" &&
                echo "    ${task##*/}: $State, traced by $TracerPid, in $(<"$task/wchan"), system call $(read -r call _ <"$task/syscall"; echo "$call")"
        done
    done 2>/dev/null
}

# read_status DIR: State, PPid and TracerPid, without a process for it: there may be many, on
# a machine that is busy, and little time.
read_status() {
    local name value

    while IFS=$':\t' read -r name value; do
        case $name in
        State | PPid | TracerPid) printf -v "$name" %s "$value" ;;
        esac
    done <"$1/status"
}

kill_processes() {
    # shellcheck disable=SC2046 # a word for each process
    kill -KILL $(sed -n 's/^\([0-9]\+\) .*/\1/p' <<<"$1") 2>/dev/null || true
}

status_field() { sed -n "s/^$2:\t*//p" "$1/status"; }
