# Several debuggers of one process: each has breakpoints of its own, and none sees
# what another one does to the program.

load helpers

# start_rounds [PROGRAM]: the program with eight threads, waiting for its first line.
rounds() {
    cat <<'END'
start_rounds() {
    mkfifo in out
    "$PROG/${1:-rounds}" <in >out &
    TRACER=$!
    exec {TO}>in {FROM}<out
    hear ready
    SERVER=$TRACER
    wait_until is_asleep "$SERVER"
}
# debug NAME ARG…: a gdb that attaches, says so, and waits to be let go on.
debug() {
    local name=$1
    shift
    mkfifo "$name.here" "$name.go"
    command gdb -nx -batch -p "$SERVER" -ex "shell echo here >$name.here; read -r _ <$name.go" "$@" >"$name" 2>&1 &
    declare -g "$name=$!"
    read -r _ <"$name.here"
}
let_go() { echo go >"$1.go"; }
# both_work FIRST SECOND: the program runs, and a and b are let go on in this order, to the end
both_work() {
    say go
    let_go "$1"
    let_go "$2"
    wait "$a" "$b"
    hear 'done'
    stop_server
}
# address_of FUNCTION PROGRAM: where the server has it; nm tells it whole of one that is not
# position-independent
address_of() {
    local start symbol
    start=0x$(grep -m 1 "$PROG/$2" "/proc/$SERVER/maps" | cut -d- -f1)
    symbol=0x$(nm "$PROG/$2" | sed -n "s/ t $1$//p")
    echo $((symbol + (symbol < start ? start : 0)))
}
END
}

debuggers() { echo ". '$TOOLS/scenario.bash'; $(rounds); $(declare -f "$1"); $1"; }

# hits FILE FUNCTION COUNT: the debugger was stopped there so often, in the order of the turns.
hits() {
    local i

    for ((i = 0; i < $3; i++)); do
        echo "$2 (number=$((i % 8)))"
    done >expected
    grep -oE "Breakpoint [0-9]+, $2 \(number=[0-9]\)" "$1" | sed 's/^Breakpoint [0-9]*, //' | diff -u expected - || {
        cat "$1"
        return 1
    }
}

nothing_strange() {
    ! grep -E 'SIGTRAP|SIGSEGV|SIGILL|signal|rror|annot' "$@"
}

# wrote FILE PATTERN: the debugger has said that.
wrote() {
    grep -qE -- "$2" "$1" || {
        cat "$1"
        return 1
    }
}

@test "two gdbs have breakpoints in different functions" {
    different() {
        start_rounds
        debug a -ex 'break left' -ex continue -ex continue -ex continue -ex continue -ex 'info breakpoints' -ex detach
        debug b -ex 'break right' -ex continue -ex continue -ex continue -ex continue -ex 'info breakpoints' -ex detach
        both_work a b
    }
    record shared vp bash -c "$(debuggers different)"
    said '^server ended with 0' shared
    hits a left 4
    hits b right 4
    grep -q 'breakpoint already hit 4 times' a
    grep -q 'breakpoint already hit 4 times' b
    nothing_strange a b
}

@test "two gdbs have a breakpoint in the same function" {
    same_place() {
        start_rounds
        debug a -ex 'break left' -ex continue -ex continue -ex continue -ex continue -ex continue -ex detach
        debug b -ex 'break left' -ex continue -ex continue -ex continue -ex continue -ex continue -ex detach
        both_work b a
    }
    record shared vp bash -c "$(debuggers same_place)"
    said '^server ended with 0' shared
    hits a left 5
    hits b left 5
    nothing_strange a b
}

@test "two gdbs debug an i386 program" {
    needs_i386
    i386() {
        start_rounds rounds_i386
        debug a -ex 'break left' -ex continue -ex continue -ex next -ex continue -ex delete -ex detach
        debug b -ex 'break left' -ex continue -ex stepi -ex continue -ex continue -ex delete -ex detach
        both_work a b
    }
    record shared vp bash -c "$(debuggers i386)"
    said '^server ended with 0' shared
    hits a left 3
    hits b left 3
    nothing_strange a b
}

@test "one gdb comes by a hardware breakpoint to where the other one has a breakpoint" {
    needs_debug_registers
    hardware() {
        start_rounds
        debug a -ex 'hbreak left' -ex continue -ex continue -ex continue -ex continue -ex continue -ex detach
        debug b -ex 'break left' -ex continue -ex continue -ex continue -ex continue -ex continue -ex detach
        both_work b a
    }
    record shared vp bash -c "$(debuggers hardware)"
    said '^server ended with 0' shared
    hits a left 5
    hits b left 5
    nothing_strange a b
}

@test "one gdb steps to where both have a breakpoint" {
    step_there() {
        start_rounds
        second=$(gdb -nx -batch -ex 'x/2i left' "$PROG/rounds" | sed -n '2s/.*<left\(+[0-9]*\)>.*/\1/p')
        debug a -ex 'break *left' -ex "break *(left$second)" -ex continue -ex stepi -ex continue -ex stepi -ex continue -ex detach
        debug b -ex "break *(left$second)" -ex continue -ex continue -ex continue -ex detach
        both_work b a
    }
    record shared vp bash -c "$(debuggers step_there)"
    said '^server ended with 0' shared
    nothing_strange a b
    [ "$(grep -c 'Breakpoint 1, ' b)" -eq 3 ]
    [ "$(grep -c 'Breakpoint 1, ' a)" -eq 3 ]
    [ "$(grep -c 'Breakpoint 2, ' a)" -eq 2 ]
}

@test "one gdb goes on while the other one is at its prompt" {
    prompt() {
        start_rounds
        debug a -ex 'break left' -ex continue -ex 'shell echo there >a.here; read -r _ <a.go' -ex 'x/i $pc' -ex 'break right' -ex 'info symbol $pc' -ex continue -ex continue -ex detach
        debug b -ex 'break left' -ex 'break right' -ex continue -ex 'x/i $pc' -ex continue -ex continue -ex continue -ex detach
        say go
        let_go a
        let_go b
        read -r _ <a.here
        wait_until grep -q 'Breakpoint 1, left' a
        let_go a
        wait "$a" "$b"
        hear 'done'
        stop_server
    }
    record shared vp bash -c "$(debuggers prompt)"
    said '^server ended with 0' shared
    grep -q 'Breakpoint 2, right (number=0)' b
    grep -q 'Breakpoint 2, right (number=0)' a
    # what is disassembled is the program
    ! grep -E '=>.*int3' a b
    nothing_strange a b
}

@test "one gdb quits and the other one keeps its breakpoints" {
    quits() {
        start_rounds
        debug a -ex 'break left' -ex 'break right' -ex continue -ex continue -ex quit
        debug b -ex 'break right' -ex continue -ex continue -ex continue -ex continue -ex continue -ex continue -ex detach
        both_work a b
    }
    record shared vp bash -c "$(debuggers quits)"
    said '^server ended with 0' shared
    hits b right 6
    nothing_strange a b
}

@test "a gdb that is killed takes its breakpoints with it" {
    killed() {
        start_rounds
        debug a -ex 'break left' -ex 'break right' -ex continue -ex 'shell echo there >a.here; read -r _ <a.go'
        debug b -ex 'break right' -ex continue -ex continue -ex continue -ex detach
        say go
        let_go a
        let_go b
        read -r _ <a.here
        kill -KILL "$a"
        wait "$a" || true
        let_go a # the shell that it has left behind
        wait "$b"
        hear 'done'
        stop_server
    }
    record shared vp bash -c "$(debuggers killed)"
    said '^server ended with 0' shared
    hits b right 3
    nothing_strange b
}

@test "one gdb steps where the other one has breakpoints" {
    steps() {
        start_rounds
        debug a -ex 'break left' -ex continue -ex finish -ex step -ex next -ex stepi -ex stepi -ex 'info symbol $pc' -ex detach
        debug b -ex 'break right' -ex continue -ex continue -ex detach
        both_work a b
    }
    record shared vp bash -c "$(debuggers steps)"
    said '^server ended with 0' shared
    hits b right 2
    wrote a '^take_turns \(argument'
    wrote a '^right \(number=0\)'
    nothing_strange a b
}

@test "gdb and gdbserver debug one process" {
    remote() {
        start_rounds
        debug a -ex 'break left' -ex continue -ex continue -ex continue -ex detach
        debug b -ex detach # a gdb that only looks
        let_go b
        wait "$b"
        command gdb -nx -batch -ex "target remote | gdbserver --once --attach - $SERVER" -ex 'break right' \
            -ex 'shell echo here >b.here' -ex continue -ex continue -ex continue -ex detach >c 2>&1 &
        c=$!
        read -r _ <b.here
        say go
        let_go a
        wait "$a" "$c"
        hear 'done'
        stop_server
    }
    record shared vp bash -c "$(debuggers remote)"
    said '^server ended with 0' shared
    hits a left 3
    hits c right 3
    nothing_strange a
}

# serve_beside N: the trace of a server beside N gdbs, each of which stops it at every line.
serve_beside() {
    cat <<END
beside() {
    start_server
    start words strace -o trace -p "\$SERVER"
    await '*attached' >/dev/null
    wait_until grep -q '(' trace
    for i in $(seq -s ' ' "$1"); do
        debug "gdb\$i" -ex 'break served' -ex continue -ex continue -ex detach
    done
    for i in $(seq -s ' ' "$1"); do let_go "gdb\$i"; done
    ask 1
    ask 2
    for i in $(seq -s ' ' "$1"); do gdb="gdb\$i"; wait "\${!gdb}"; done
    stop_server
    finish >/dev/null
    cat trace
}
END
}

@test "the trace of strace is the same beside one gdb and two" {
    record alone bare bash -c ". '$TOOLS/scenario.bash'; $(rounds); $(serve_beside 0); beside"
    for n in 1 2; do
        record "beside$n" vp bash -c ". '$TOOLS/scenario.bash'; $(rounds); $(serve_beside $n); beside"
        # a call that is interrupted by an attach begins anew
        grep -v -e '--- stopped by' -e '--- SIGSTOP' "$BATS_TEST_TMPDIR/beside$n" >"$BATS_TEST_TMPDIR/calls$n"
        diff -u "$BATS_TEST_TMPDIR/alone" "$BATS_TEST_TMPDIR/calls$n"
        grep -c 'Breakpoint 1, served' gdb1 | grep -q 2
    done
}

# looks_beside PROGRAM: what another tracer sees where a debugger has a breakpoint
looks_beside() {
    looks() {
        start_rounds "$program"
        left=$(address_of left "$program")
        "$PROG/look" "$SERVER" "$left" >before
        debug a -ex 'set breakpoint always-inserted on' -ex 'break left' -ex 'shell echo there >a.here; read -r _ <a.go' -ex continue -ex detach
        let_go a
        read -r _ <a.here
        "$PROG/look" "$SERVER" "$left" >beside
        say go
        let_go a
        wait "$a"
        hear 'done'
        stop_server
        cat before
    }
    record shared vp bash -c "program=$1; $(debuggers looks)"
    said '^server ended with 0' shared
    diff -u before beside
    [ "$(sed 's/.*: //' before | sort -u | wc -l)" -eq 1 ]
    [ "$(wc -l <before)" -eq 6 ]
    hits a left 1
    nothing_strange a
}

@test "no way to read the memory shows the breakpoints of another one" {
    looks_beside rounds
}

@test "no way to read low memory shows them either" {
    looks_beside rounds_low
}

@test "a tracer that was traced for a while sees no breakpoints of others in low memory" {
    rereads() {
        start_rounds rounds_low
        debug a -ex 'set breakpoint always-inserted on' -ex 'break left' -ex 'shell echo there >a.here; read -r _ <a.go' -ex continue -ex detach
        let_go a
        read -r _ <a.here
        mkfifo b.go
        "$PROG/reread" "$SERVER" "$(address_of left rounds_low)" 100 <b.go >b.said &
        reader=$!
        exec 8>b.go
        wait_until grep -q attached b.said
        strace -o trace -p "$reader" 2>words &
        looker=$!
        wait_until grep -q '(' trace
        kill "$looker"
        wait "$looker" || true
        echo >&8
        wait "$reader"
        say go
        let_go a
        wait "$a"
        hear 'done'
        stop_server
        cat b.said
    }
    record shared vp bash -c "$(debuggers rereads)"
    said '^server ended with 0' shared
    said '^0 breakpoints, 0 failed, 0 changed' shared
    nothing_strange a
}

@test "LeakSanitizer reports below gdb while strace is attached" {
    leak() { strace -f -q -o trace gdb -nx -batch -ex 'break main' -ex run -ex continue "$PROG/asan_leak"; }
    record shared vp bash -c "$(scenario leak)"
    said 'SUMMARY: AddressSanitizer: 64 byte\(s\) leaked' shared
    said '^Breakpoint 1, main' shared
    ! grep -q -e '--- SIGTRAP' trace
}

@test "no read shows a breakpoint that another one plants meanwhile" {
    plants() {
        start_server
        "$PROG/plant" "$SERVER" "$(address_of served serve)"
        ask 1
        stop_server
    }
    record shared vp bash -c "$(debuggers plants)"
    said '^strange: 0$' shared
    said '^server ended with 7' shared
}

@test "each way to write a breakpoint hides it from each way to read" {
    record shared vp "$PROG/views"
    said '^strange: 0$' shared
}

@test "no long read shows a breakpoint that is planted while it is under way" {
    record shared vp "$PROG/dump"
    said '^strange: 0$' shared
}

@test "a trap or fault that ends what one tracer has the program execute is nobody else's" {
    record alone bare "$PROG/parasite"
    record inside vp "$PROG/parasite"
    record shared vp strace -f -o trace "$PROG/parasite"
    for run in inside shared; do
        diff -u "$BATS_TEST_TMPDIR/alone" "$BATS_TEST_TMPDIR/$run"
    done
    # the program's own is everybody's
    [ "$(grep -c -e '--- SIGTRAP' trace)" -eq 1 ]
    ! grep -e '--- SIGSEGV' trace
}

@test "no call is lost that one tracer holds while another has the program execute something" {
    record alone bare "$PROG/errands"
    record inside vp "$PROG/errands"
    record shared vp strace -f -o /dev/null "$PROG/errands"
    for run in inside shared; do
        diff -u "$BATS_TEST_TMPDIR/alone" "$BATS_TEST_TMPDIR/$run"
    done
}
